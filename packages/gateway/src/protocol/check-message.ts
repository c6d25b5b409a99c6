/** Holds what came from outside against the protocol's schema, before anything else looks at it. */
import type { ClientMessage, ServerMessage } from "./generated/messages.ts";
import { PROTOCOL } from "./schema.ts";
import type { FieldKind, ProtocolField, ProtocolMessage } from "./schema-fields.ts";

/** What is wrong with a message. */
export interface MessageFault {
  /** Which field, such as `quotes[2].bidPrice`; empty for the message itself. */
  path: string;
  /** What is wrong with it and what is allowed, for people. */
  message: string;
  /** The request's `id` where it could be read. */
  id?: number;
}

/** A message that is fit, or why it is none. */
export type Checked<T> = { ok: true; message: T } | { ok: false; fault: MessageFault };

/** @returns undefined if fit; else the path below the value, and what is allowed */
type Check = (value: unknown) => { path: string; message: string } | undefined;

const records = new Map<string, ProtocolMessage>(PROTOCOL.map((message) => [message.name, message]));
const compiled = new Map<string, Check>();

/** A message of a client, as a server takes it in. */
export function checkClientMessage(value: unknown): Checked<ClientMessage> {
  return check(value, "client") as Checked<ClientMessage>;
}

/** A message of a server, as a client takes it in: one whose type is not known is fit, for later versions have more. */
export function checkServerMessage(value: unknown): Checked<ServerMessage> {
  return check(value, "server") as Checked<ServerMessage>;
}

/** Levels of lists and maps in a client's message: what is deeper costs more to look at than it is long. */
const MOST_LEVELS = 32;

/** Whether lists and maps stand in each other deeper than so many levels. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  if (levels === 0) return true;
  for (const item of Array.isArray(value) ? value : Object.values(value)) if (isDeeper(item, levels - 1)) return true;
  return false;
}

function check(value: unknown, from: "client" | "server"): Checked<unknown> {
  if (!isMap(value)) return fault("", "a message is a map with a `type`", undefined);
  const id = Number.isSafeInteger(value.id) ? (value.id as number) : undefined;
  const definition = typeof value.type === "string" ? records.get(value.type) : undefined;
  if (definition === undefined || definition.from !== from) {
    if (from === "server" && typeof value.type === "string") return { ok: true, message: value };
    const names = PROTOCOL.filter((m) => m.from === from).map((m) => m.name);
    return fault("type", `got ${shown(value.type)}; allowed: ${names.join(", ")}`, id);
  }
  if (from === "client" && isDeeper(value, MOST_LEVELS)) return fault("", `more than ${MOST_LEVELS} levels`, id);
  const wrong = checkOf(definition)(value);
  return wrong === undefined ? { ok: true, message: value } : fault(wrong.path, wrong.message, id);
}

function fault(path: string, message: string, id: number | undefined): Checked<never> {
  return { ok: false, fault: { path, message, ...(id === undefined ? {} : { id }) } };
}

function checkOf(definition: ProtocolMessage): Check {
  let found = compiled.get(definition.name);
  if (found === undefined) {
    found = compileMap(definition.fields);
    compiled.set(definition.name, found);
  }
  return found;
}

function compileMap(fields: readonly ProtocolField[]): Check {
  const checks = fields.map((field) => ({ ...field, check: compile(field.kind) }));
  return (value) => {
    if (!isMap(value)) return { path: "", message: `got ${shown(value)}; allowed: a map` };
    for (const { name, optional, check: checkField } of checks) {
      const item = Object.hasOwn(value, name) ? value[name] : undefined;
      if (item === undefined || item === null) {
        if (optional === true) continue;
        return { path: name, message: "is missing" };
      }
      const wrong = checkField(item);
      if (wrong !== undefined) return { path: joined(name, wrong.path), message: wrong.message };
    }
    return undefined;
  };
}

function compile(kind: FieldKind): Check {
  if (typeof kind === "string") return (value) => (fits(kind, value) ? undefined : refused(value, ALLOWED[kind]));
  if ("oneOf" in kind) {
    const words = new Set<unknown>(kind.oneOf);
    return (value) => (words.has(value) ? undefined : refused(value, kind.oneOf.join(", ")));
  }
  if ("record" in kind) {
    const definition = records.get(kind.record)!;
    return (value) => checkOf(definition)(value);
  }
  if ("map" in kind) {
    const item = compile(kind.map);
    return (value) => {
      if (!isMap(value)) return refused(value, "a map");
      for (const [name, entry] of Object.entries(value)) {
        const wrong = item(entry);
        if (wrong !== undefined) return { path: joined(name, wrong.path), message: wrong.message };
      }
      return undefined;
    };
  }
  // A column of numbers has NaN, of which JSON makes null, where there is none.
  const item: Check =
    kind.list === "number"
      ? (value) => (isNumberOrNone(value) ? undefined : refused(value, "a number"))
      : compile(kind.list);
  return (value) => {
    if (!Array.isArray(value)) return refused(value, "a list");
    for (let i = 0; i < value.length; i++) {
      const wrong = item(value[i]);
      if (wrong !== undefined) return { path: joined(`[${i}]`, wrong.path), message: wrong.message };
    }
    return undefined;
  };
}

const ALLOWED = {
  boolean: "true, false",
  integer: "a safe integer",
  number: "a number",
  text: "a text",
  time: "nanoseconds since the Unix epoch (a timestamp; in JSON the digits as a text)",
  bytes: "bytes (in JSON a text of base64)",
  json: "any value",
} as const;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function fits(kind: keyof typeof ALLOWED, value: unknown): boolean {
  switch (kind) {
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return Number.isSafeInteger(value);
    case "number":
      return typeof value === "number" && !Number.isNaN(value);
    case "text":
      return typeof value === "string";
    case "time":
      return (
        typeof value === "bigint" ||
        (typeof value === "string" && /^-?\d{1,19}$/.test(value)) ||
        Number.isSafeInteger(value)
      );
    case "bytes":
      return value instanceof Uint8Array || (typeof value === "string" && BASE64.test(value));
    case "json":
      return true;
  }
}

function isNumberOrNone(value: unknown): boolean {
  return typeof value === "number" || value === null;
}

function refused(value: unknown, allowed: string): { path: string; message: string } {
  return { path: "", message: `got ${shown(value)}; allowed: ${allowed}` };
}

function joined(name: string, rest: string): string {
  return rest === "" || rest.startsWith("[") ? `${name}${rest}` : `${name}.${rest}`;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value in a few characters: what came from outside may be long, and may be a secret's neighbour. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "a map";
  return String(value);
}
