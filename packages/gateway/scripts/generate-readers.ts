/** Readers of the clients' messages that come most: each reads its own shape from the bytes and checks it on the way. */
import { PROTOCOL } from "../src/protocol/schema.ts";
import type { ProtocolField, ProtocolMessage } from "../src/protocol/schema-fields.ts";

const pascal = (name: string): string => name[0]!.toUpperCase() + name.slice(1);
const constant = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
const isRecord = (message: ProtocolMessage): boolean => message.from === "record";
const typeName = (message: ProtocolMessage): string =>
  isRecord(message) ? message.name : `${pascal(message.name)}Message`;

/** Messages of clients with a reader of their own, and the records in them, which come first. */
function readable(): ProtocolMessage[] {
  const hot = PROTOCOL.filter((message) => message.from === "client" && message.hot === true);
  const records = hot.flatMap((message) => message.fields.map(recordOf).filter((name) => name !== undefined));
  return [...PROTOCOL.filter(({ name }) => records.includes(name)), ...hot];
}

function recordOf({ kind }: ProtocolField): string | undefined {
  const item = typeof kind === "object" && "list" in kind ? kind.list : kind;
  return typeof item === "object" && "record" in item ? item.record : undefined;
}

function typescript(owner: ProtocolMessage, f: ProtocolField): string {
  return `${typeName(owner)}["${f.name}"]`;
}

/** How a field's value is read into its variable. */
function read(owner: ProtocolMessage, f: ProtocolField): string {
  const { kind } = f;
  if (kind === "integer") return "cursor.integer()";
  if (kind === "text") return "cursor.text()";
  if (kind === "time") return "cursor.time()";
  if (typeof kind === "object" && "oneOf" in kind) {
    const words = `${constant(owner.name)}_${constant(f.name)}`;
    return `${words}.words[cursor.word(${words})] as ${typescript(owner, f)}`;
  }
  const record = recordOf(f);
  if (record !== undefined && typeof kind === "object" && "list" in kind) return `read${record}List(cursor)`;
  throw new Error(`${owner.name}.${f.name}: a client's hot message cannot have it`);
}

function readerOf(message: ProtocolMessage): string {
  const { name, fields } = message;
  const key = constant(name);
  const words = fields.flatMap((f) =>
    typeof f.kind === "object" && "oneOf" in f.kind
      ? [`const ${key}_${constant(f.name)} = new Words(${JSON.stringify(f.kind.oneOf)});`]
      : [],
  );
  const variables = fields.map((f) => `  let ${f.name}: ${typescript(message, f)} | undefined;`);
  const cases = fields.map((f, k) => `      case ${k}:\n        ${f.name} = ${read(message, f)};\n        break;`);
  const required = fields.filter((f) => !f.optional);
  const optional = fields.filter((f) => f.optional);
  const first = isRecord(message) ? "0" : "1";
  const own = isRecord(message) ? [] : [`type: "${name}"`];
  const missing = required.map((f) => `${f.name} === undefined`).join(" || ");
  const literal = `{ ${[...own, ...required.map((f) => f.name)].join(", ")} }`;
  const list = `
function read${name}List(cursor: FrameCursor): ${name}[] {
  const count = cursor.list();
  const list: ${name}[] = [];
  for (let k = 0; k < count; k++) {
    const item = read${pascal(name)}(cursor, cursor.map());
    if (item === undefined) break;
    list.push(item);
  }
  return list;
}
`;
  return `const ${key} = new Words(${JSON.stringify(fields.map((f) => f.name))});
${words.join("\n")}

function read${pascal(name)}(cursor: FrameCursor, entries: number): ${typeName(message)} | undefined {
${variables.join("\n")}
  for (let k = ${first}; k < entries && !cursor.isOdd; k++) {
    switch (cursor.word(${key})) {
${cases.join("\n")}
    }
  }
  if (cursor.isOdd || ${missing}) {
    cursor.isOdd = true;
    return undefined;
  }
  const message: ${typeName(message)} = ${literal};
${optional.map((f) => `  if (${f.name} !== undefined) message.${f.name} = ${f.name};`).join("\n")}
  return message;
}
${isRecord(message) ? list : ""}`;
}

/** The whole file. */
export function readersFile(notice: string): string {
  const all = readable();
  const hot = all.filter((message) => !isRecord(message));
  return `// ${notice}
/** Readers of the clients' messages that come most. */
import { type FrameCursor, Words } from "../../codec/frame-cursor.ts";
import type { ${all.map(typeName).sort().join(", ")} } from "./messages.ts";

/** A message that has a reader of its own. */
export type ReadableMessage = ${hot.map(typeName).join(" | ")};

const TYPE = new Words(["type"]);
const TYPES = new Words(${JSON.stringify(hot.map(({ name }) => name))});

${all.map(readerOf).join("\n")}
/**
 * Reads the message at the cursor as \`MessagePackReader\` and \`checkClientMessage\` would, if it is one of those that have a
 * reader, begins with its type, and is as the schema says; undefined and \`isOdd\` for any other.
 */
export function readClientMessage(cursor: FrameCursor): ReadableMessage | undefined {
  const entries = cursor.map();
  if (entries < 1 || cursor.word(TYPE) < 0) return undefined;
  switch (cursor.word(TYPES)) {
${hot.map(({ name }, k) => `    case ${k}:\n      return read${pascal(name)}(cursor, entries);`).join("\n")}
    default:
      return undefined;
  }
}
`;
}
