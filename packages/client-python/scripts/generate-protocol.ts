/** Writes the protocol's messages as Python: types for mypy, and the schema as data. */
import {
  ERROR_CODES,
  type FieldKind,
  PROTOCOL,
  PROTOCOL_VERSION,
  type ProtocolField,
  type ProtocolMessage,
  ROLES,
  TOPICS,
} from "@hotpath/gateway/protocol";

const NOTICE = "Generated from @hotpath/gateway/protocol by scripts/generate.ts. Do not edit.";

function pascal(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}

function snake(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
}

function sentence(text: string): string {
  return `${pascal(text)}${/[.!?]$/.test(text) ? "" : "."}`.replaceAll("\\", "\\\\");
}

function literal(words: readonly string[]): string {
  return `Literal[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
}

/** The Python type of what a field holds; times are nanoseconds. */
function python(kind: FieldKind): string {
  if (typeof kind === "string") {
    return {
      boolean: "bool",
      integer: "int",
      number: "float",
      text: "str",
      time: "int",
      bytes: "bytes",
      json: "Any",
    }[kind];
  }
  if ("list" in kind) return `list[${python(kind.list)}]`;
  if ("map" in kind) return `dict[str, ${python(kind.map)}]`;
  if ("record" in kind) return kind.record;
  return literal(kind.oneOf);
}

/** A kind as data: the word, or a pair of what it is and of what. */
function asData(kind: FieldKind): string {
  if (typeof kind === "string") return JSON.stringify(kind);
  if ("list" in kind) return `("list", ${asData(kind.list)})`;
  if ("map" in kind) return `("map", ${asData(kind.map)})`;
  if ("record" in kind) return `("record", ${JSON.stringify(kind.record)})`;
  return `("oneOf", (${kind.oneOf.map((word) => `${JSON.stringify(word)},`).join(" ")}))`;
}

/** Records that clients send are typed maps, those that servers send are classes. */
function isSent(message: ProtocolMessage): boolean {
  if (message.from !== "record") return message.from === "client";
  const uses = (each: FieldKind): boolean =>
    typeof each === "object" &&
    (("record" in each && each.record === message.name) || ("list" in each && uses(each.list)));
  return PROTOCOL.some(({ from, fields }) => from === "client" && fields.some(({ kind }) => uses(kind)));
}

function typedDict(message: ProtocolMessage): string {
  const name = message.from === "record" ? message.name : `${pascal(message.name)}Message`;
  const own = message.from === "record" ? [] : [`        "type": Literal["${message.name}"],`];
  const row = ({ name: key, kind, optional }: ProtocolField): string =>
    `        "${key}": ${optional ? `NotRequired[${python(kind)}]` : python(kind)},`.replaceAll(
      /(?<=: )(.*)(?=,$)/g,
      (type) => JSON.stringify(type).replaceAll('\\"', "'"),
    );
  const rows = [...own, ...message.fields.map(row)];
  return `# ${sentence(message.doc)}\n${name} = TypedDict(\n    "${name}",\n    {\n${rows.join("\n")}\n    },\n)\n`;
}

/** The Python name of what a server sends; a message that is named as a record is its update. */
function className(message: ProtocolMessage): string {
  const name = pascal(message.name);
  const isTaken = message.from !== "record" && PROTOCOL.some((each) => each.from === "record" && each.name === name);
  return isTaken ? `${name}Update` : name;
}

function dataclass(message: ProtocolMessage): string {
  const row = ({ name, kind, optional }: ProtocolField): string =>
    `    ${snake(name)}: ${optional && kind !== "json" ? `${python(kind)} | None` : python(kind)}`;
  const rows = message.fields.flatMap((field) => [row(field), `    """${sentence(field.doc)}"""`]);
  return `@dataclass(slots=True)\nclass ${className(message)}:\n    """${sentence(message.doc)}"""\n\n${rows.join("\n")}\n`;
}

/** The module `hotpath.generated.protocol`. */
export function protocolModule(): string {
  const schema = PROTOCOL.map(({ name, fields }) => {
    const rows = fields.map((f) => `        ("${f.name}", ${asData(f.kind)}, ${f.optional ? "False" : "True"}),\n`);
    return `    "${name}": (\n${rows.join("")}    ),\n`;
  });
  const names = (from: string): string =>
    `frozenset({${PROTOCOL.filter((message) => message.from === from)
      .map(({ name }) => JSON.stringify(name))
      .join(", ")}})`;
  const served = PROTOCOL.filter((message) => !isSent(message));
  const sent = PROTOCOL.filter(isSent);
  const ordered = [...sent.filter(({ from }) => from === "record"), ...sent.filter(({ from }) => from !== "record")];
  return `# ${NOTICE}
"""The messages of the gateway's protocol: what a server sends as classes, what a client sends as typed maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict

if TYPE_CHECKING:
    from typing_extensions import NotRequired

PROTOCOL_VERSION = ${PROTOCOL_VERSION}
"""\`major × 1000 + minor\`."""

Topic = ${literal(TOPICS)}
Role = ${literal(ROLES)}
ErrorCode = ${literal(ERROR_CODES)}

Kind = Any
Field = tuple[str, Kind, bool]

SCHEMA: Mapping[str, tuple[Field, ...]] = {
${schema.join("")}}
"""Fields of each message and record: name, kind, whether it is needed."""

CLIENT_MESSAGES: frozenset[str] = ${names("client")}
SERVER_MESSAGES: frozenset[str] = ${names("server")}


${served.map(dataclass).join("\n\n")}

CLASSES: Mapping[str, Any] = {
${served.map((message) => `    "${message.name}": ${className(message)},\n`).join("")}}
"""The class of each message and record that a server sends."""

${ordered.map(typedDict).join("\n")}`;
}
