/**
 * Writes `src/protocol/generated/` and `docs/protocol.md` from the protocol's schema.
 *
 *     bun scripts/generate-protocol.ts            writes the files
 *     bun scripts/generate-protocol.ts --check    exits 1 if a file is not what the schema says
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ERROR_CODES, PROTOCOL, PROTOCOL_VERSION, ROLES, TOPICS } from "../src/protocol/schema.ts";
import type { FieldKind, ProtocolField, ProtocolMessage } from "../src/protocol/schema-fields.ts";
import { readersFile } from "./generate-readers.ts";

const NOTICE = "Generated from src/protocol/schema.ts by scripts/generate-protocol.ts. Do not edit.";
const root = join(import.meta.dir, "..");

function pascal(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}

/** The TypeScript name of a message or record. */
function typeName(message: ProtocolMessage): string {
  return message.from === "record" ? message.name : `${pascal(message.name)}Message`;
}

function typescript(kind: FieldKind): string {
  if (typeof kind === "string") {
    const names = {
      boolean: "boolean",
      integer: "number",
      number: "number",
      text: "string",
      time: "bigint",
      bytes: "Uint8Array",
      json: "unknown",
    };
    return names[kind];
  }
  if ("list" in kind) {
    const of = typescript(kind.list);
    return of.includes("|") ? `(${of})[]` : `${of}[]`;
  }
  if ("map" in kind) return `Record<string, ${typescript(kind.map)}>`;
  if ("record" in kind) return kind.record;
  return kind.oneOf.map((word) => `"${word}"`).join(" | ");
}

function sentence(text: string): string {
  return `${pascal(text)}${/[.!?]$/.test(text) ? "" : "."}`;
}

function interfaceOf(message: ProtocolMessage): string {
  const own = message.from === "record" ? [] : [`  type: "${message.name}";`];
  const fields = message.fields.map(
    (f) => `  /** ${sentence(f.doc)} */\n  ${f.name}${f.optional ? "?" : ""}: ${typescript(f.kind)};`,
  );
  return `/** ${message.doc} */\nexport interface ${typeName(message)} {\n${[...own, ...fields].join("\n")}\n}\n`;
}

function parametersOf(f: ProtocolField): string[] {
  if (f.kind === "time") return [`micros: number`, `nanos: number`];
  if (typeof f.kind === "object" && "list" in f.kind) return [`${f.name}: ArrayLike<number>`, `${f.name}Count: number`];
  if (typeof f.kind === "object" && "record" in f.kind) return [`${f.name}: object`];
  return [`${f.name}: ${typescript(f.kind)}${f.optional ? " | undefined" : ""}`];
}

/** Bytes of the values whose length does not depend on the value. */
const FIXED: Partial<Record<string, number>> = { integer: 9, number: 9, boolean: 1, time: 15 };

function isFixed(f: ProtocolField): boolean {
  return !f.optional && typeof f.kind === "string" && FIXED[f.kind] !== undefined;
}

function putOf(f: ProtocolField, offset: number): string {
  const at = `at + ${offset}`;
  if (f.kind === "time") return `writer.putTime(${at}, micros, nanos);`;
  return `writer.put${pascal(f.kind as string)}(${at}, ${f.name});`;
}

function storeOf(f: ProtocolField): string {
  if (f.kind === "time") return "writer.time(micros, nanos);";
  if (f.kind === "integer" || f.kind === "number" || f.kind === "boolean" || f.kind === "text")
    return `writer.${f.kind}(${f.name});`;
  if (f.kind === "json" || (typeof f.kind === "object" && "record" in f.kind)) return `writer.value(${f.name});`;
  if (typeof f.kind === "object" && "oneOf" in f.kind) return `writer.text(${f.name});`;
  if (typeof f.kind === "object" && "list" in f.kind)
    return `writer.${f.kind.list === "integer" ? "integers" : "numbers"}(${f.name}, ${f.name}Count);`;
  throw new Error(`a hot message cannot have ${f.name}`);
}

/** A function that writes a hot message: stretches of one length are copied in one piece and their places filled. */
function writerOf(message: ProtocolMessage): string {
  const constants: string[] = [];
  const body: string[] = [];
  const prefix = message.name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
  const optional = message.fields.filter((f) => f.optional);
  const entries = message.fields.length - optional.length + 1;
  let parts: string[] = [`"type"`, `"${message.name}"`];
  let puts: string[] = [];
  let length = 5 + 1 + message.name.length;
  let header = -1;
  if (optional.length === 0) {
    header = entries;
    length += entries < 16 ? 1 : 3;
  } else
    body.push(`writer.mapHeader(${entries} + ${optional.map((f) => `Number(${f.name} !== undefined)`).join(" + ")});`);
  const end = (): void => {
    if (parts.length === 0) return;
    const id = `${prefix}_${constants.length}`;
    constants.push(`const ${id} = template(${header}, ${parts.join(", ")});`);
    const isFirst = !body.some((line) => line.includes("at = "));
    if (puts.length === 0) body.push(`writer.copy(${id});`);
    else body.push(`${isFirst ? "let " : ""}at = writer.copy(${id});`, ...puts);
    parts = [];
    puts = [];
    length = 0;
    header = -1;
  };
  for (const f of message.fields) {
    if (f.optional) {
      end();
      const id = `${prefix}_${constants.length}`;
      constants.push(`const ${id} = template(-1, "${f.name}");`);
      body.push(`if (${f.name} !== undefined) {`, `  writer.copy(${id});`, `  ${storeOf(f)}`, "}");
      continue;
    }
    parts.push(`"${f.name}"`);
    length += 1 + f.name.length;
    if (isFixed(f)) {
      parts.push(`PLACE.${f.kind}`);
      puts.push(putOf(f, length));
      length += FIXED[f.kind as string]!;
    } else {
      end();
      body.push(storeOf(f));
    }
  }
  end();
  if (body.filter((line) => line.includes("at = ")).length === 1)
    body.forEach((line, i) => {
      body[i] = line.replace("let at", "const at");
    });
  const parameters = ["writer: MessagePackWriter", ...message.fields.flatMap(parametersOf)];
  return `${constants.join("\n")}

/** Writes a \`${message.name}\` message. Lists are the first so many numbers of a column. */
export function write${pascal(message.name)}(
${parameters.map((parameter) => `  ${parameter},`).join("\n")}
): void {
${body.map((line) => `  ${line}`).join("\n")}
}
`;
}

/** The arguments by which a hot message's writer is handed a message as an object. */
function argumentsOf(f: ProtocolField): string[] {
  const own = `message.${f.name}`;
  if (f.kind === "time") return [`microsOf(${own})`, `nanosOf(${own})`];
  if (typeof f.kind === "object" && "list" in f.kind) return [own, `${own}.length`];
  return [own];
}

/** A function that writes any update of a subscription, and where in it the places of its own two numbers are. */
function updateWriter(): string {
  const updates = PROTOCOL.filter(isUpdate);
  const cases = updates.map((m) => {
    const values = m.fields.slice(2).flatMap(argumentsOf);
    return `    case "${m.name}":\n      write${pascal(m.name)}(writer, subscription, number, ${values.join(", ")});\n      return;`;
  });
  return `/** A message of a topic, without the two numbers that a subscription gives it. */
export type UpdateContent = ${updates.map((m) => `Omit<${typeName(m)}, "subscription" | "number">`).join(" | ")};

/**
 * Writes an update as its own writer does. \`subscription\` is the integer ${SUBSCRIPTION_AT} bytes and a type's length behind the start, and
 * \`number\` the one ${NUMBER_AT} bytes and a type's length behind it: {@link renumberUpdate} puts others there.
 */
export function writeUpdate(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  message: UpdateContent,
): void {
  switch (message.type) {
${cases.join("\n")}
  }
}

/** Puts other numbers into an update that {@link writeUpdate} has written at \`at\`. */
export function renumberUpdate(
  writer: MessagePackWriter,
  at: number,
  type: UpdateContent["type"],
  subscription: number,
  number: number,
): void {
  const behind = at + type.length;
  writer.putInteger(behind + ${SUBSCRIPTION_AT}, subscription);
  writer.putInteger(behind + ${NUMBER_AT}, number);
}
`;
}

/** A map's header, "type" and the header of its text, "subscription". */
const SUBSCRIPTION_AT = 1 + 5 + 1 + 13;
/** An integer's place, "number". */
const NUMBER_AT = SUBSCRIPTION_AT + 9 + 7;

function isUpdate(message: ProtocolMessage): boolean {
  const [first, second, third] = message.fields;
  const isOne = first?.name === "subscription" && second?.name === "number" && third?.name === "sequence";
  if (isOne && (message.hot !== true || message.fields.length > 14))
    throw new Error(`${message.name}: an update is hot, and has at most 14 fields`);
  return isOne;
}

function messagesFile(): string {
  const of = (from: string): ProtocolMessage[] => PROTOCOL.filter((m) => m.from === from);
  const union = (name: string, doc: string, list: ProtocolMessage[]): string =>
    `/** ${doc} */\nexport type ${name} = ${list.map(typeName).join(" | ")};\n`;
  return `// ${NOTICE}
/** The messages of the gateway's protocol. */

/** A topic that can be subscribed to. */
export type Topic = ${TOPICS.map((t) => `"${t}"`).join(" | ")};
/** What a client may do; each role may do what the ones before it may. */
export type Role = ${ROLES.map((t) => `"${t}"`).join(" | ")};
/** Why something was refused. */
export type GatewayErrorCode = ${ERROR_CODES.map((t) => `"${t}"`).join(" | ")};

${PROTOCOL.map(interfaceOf).join("\n")}
${union("ClientMessage", "What a client sends.", of("client"))}
${union("ServerMessage", "What a server sends.", of("server"))}`;
}

function writersFile(): string {
  return `// ${NOTICE}
/** Writers of the messages that are sent most. */
import { microsOf, nanosOf } from "@hotpath/core";
import { type MessagePackWriter, PLACE, template } from "../../codec/message-pack-writer.ts";
import type { ${PROTOCOL.filter(isUpdate).map(typeName).sort().join(", ")} } from "./messages.ts";

${PROTOCOL.filter((m) => m.hot && m.from === "server")
  .map(writerOf)
  .join("\n")}
${updateWriter()}`;
}

function kindInWords(kind: FieldKind): string {
  if (typeof kind === "string") return kind;
  if ("list" in kind) return `list of ${kindInWords(kind.list)}`;
  if ("map" in kind) return `map of ${kindInWords(kind.map)}`;
  if ("record" in kind) return `[${kind.record}](#${kind.record.toLowerCase()})`;
  return kind.oneOf.map((word) => `\`${word}\``).join(", ");
}

function documentation(): string {
  const sections = PROTOCOL.map((m) => {
    const who = { client: "Sent by the client. ", server: "Sent by the server. ", record: "" }[m.from];
    const rows = m.fields.map(
      (f) => `| \`${f.name}\`${f.optional ? " (optional)" : ""} | ${kindInWords(f.kind)} | ${f.doc} |`,
    );
    return `### ${m.name}\n\n${who}${m.doc}\n\n| field | kind | |\n|---|---|---|\n${rows.join("\n")}\n`;
  });
  const intro = readFileSync(join(root, "docs/protocol-introduction.md"), "utf8").trim();
  return `<!-- ${NOTICE} -->\n# The gateway's protocol, version ${Math.floor(PROTOCOL_VERSION / 1000)}.${PROTOCOL_VERSION % 1000}\n\n${intro}\n\n## Messages\n\n${sections.join("\n")}`;
}

const files: Record<string, string> = {
  "src/protocol/generated/messages.ts": messagesFile(),
  "src/protocol/generated/readers.ts": readersFile(NOTICE),
  "src/protocol/generated/writers.ts": writersFile(),
  "docs/protocol.md": documentation(),
};
let stale = 0;
for (const [name, text] of Object.entries(files)) {
  const path = join(root, name);
  const wanted = `${text.trimEnd()}\n`;
  if (process.argv.includes("--check")) {
    if (!existsSync(path) || readFileSync(path, "utf8") !== wanted) {
      console.error(`${name} is not what the schema says`);
      stale += 1;
    }
  } else {
    mkdirSync(dirname(path), { recursive: true });
    await Bun.write(path, wanted);
  }
}
process.exit(stale === 0 ? 0 : 1);
