/**
 * Writes `src/events/generated/` and `c/hotpath_events.h` from the event schema.
 *
 *     bun scripts/generate-events.ts            writes the files
 *     bun scripts/generate-events.ts --check    exits 1 if a file is not what the schema says
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { HEADER_BYTES, HEADER_WORDS } from "../src/events/cursor.ts";
import { EVENT_SCHEMA, type FieldDefinition, type RecordDefinition } from "../src/events/schema.ts";

interface PlacedField extends FieldDefinition {
  /** Bytes from the start of the record. */
  offset: number;
}

const BYTES_OF = { f64: 8, i32: 4 } as const;
const NOTICE = "Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.";
const root = join(import.meta.dir, "..");

function place(record: RecordDefinition): { fields: PlacedField[]; bytes: number } {
  let offset = HEADER_BYTES;
  const fields = record.fields.map((field) => {
    const bytes = BYTES_OF[field.type];
    offset = Math.ceil(offset / bytes) * bytes;
    const placed = { ...field, offset };
    offset += bytes;
    return placed;
  });
  return { fields, bytes: Math.ceil(offset / 8) * 8 };
}

/** Where no field is, between the fields and behind them: in steps of four bytes. */
function gapsOf(fields: readonly PlacedField[], bytes: number): number[] {
  const isTaken = (at: number): boolean => fields.some((f) => f.offset <= at && at < f.offset + BYTES_OF[f.type]);
  const words = Array.from({ length: (bytes - HEADER_BYTES) / 4 }, (_, n) => HEADER_BYTES + n * 4);
  return words.filter((at) => !isTaken(at));
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
}

function cellOf(field: PlacedField, cursor: string): string {
  return field.type === "f64"
    ? `${cursor}.f64[${cursor}.at + ${field.offset / 8}]`
    : `${cursor}.i32[(${cursor}.at << 1) + ${field.offset / 4}]`;
}

function typescript(record: RecordDefinition): string {
  const { fields, bytes } = place(record);
  const parameters = fields.map((f) => `${f.name}: number`).join(", ");
  // What fills words up is zero: the same record is the same bytes, wherever it is written.
  const filler = gapsOf(fields, bytes).map((offset) => `  e.i32[(e.at << 1) + ${offset / 4}] = 0;`);
  const stores = [...fields.map((f) => `  ${cellOf(f, "e")} = ${f.name};`), ...filler].join("\n");
  const getters = fields
    .map(
      (f) =>
        `/** ${f.name}: ${f.doc}. */\nexport function ${f.name}(event: EventCursor): number {\n  return ${cellOf(f, "event")}!;\n}\n`,
    )
    .join("\n");
  return `// ${NOTICE}
/** ${record.doc} */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a ${record.name} record. */
export const TYPE = ${record.type};
/** Version of its layout. */
export const VERSION = ${record.version};
/** Length of the whole record in bytes. */
export const BYTES = ${bytes};
const TYPE_VERSION = ${(record.version * 65536 + record.type) | 0};
const WORDS = ${bytes / 8};

/** A ${record.name} as an object, for the edge. */
export interface View {
  type: "${record.name}";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
${fields.map((f) => `  /** ${f.doc}. */\n  ${f.name}: number;`).join("\n")}
}

${getters}
/** Emits a ${record.name} caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, ${parameters}): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
${stores}
  out.commit();
}

/** Writes a ${record.name} that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, ${parameters}): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
${stores}
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "${record.name}",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
${fields.map((f) => `    ${f.name}: ${f.name}(event),`).join("\n")}
  };
}
`;
}

function index(records: readonly RecordDefinition[]): string {
  const names = records.map((r) => r.name);
  return `// ${NOTICE}
/** Every record type of the schema, and the readable view of any record. */
import type { EventCursor } from "../cursor.ts";
${records.map((r) => `import * as ${r.name} from "./${kebab(r.name)}.ts";`).join("\n")}

export { ${names.join(", ")} };

/** Any event as an object, told apart by its \`type\`. */
export type EventView = ${names.map((n) => `${n}.View`).join(" | ")};

/** Names of the record types by type number. */
export const EVENT_NAMES: Readonly<Record<number, EventView["type"]>> = {
${records.map((r) => `  ${r.type}: "${r.name}",`).join("\n")}
};

/** The events that can change the engine's state: they are sequenced and journalled. */
export const INPUT_TYPES: readonly number[] = [${records
    .filter((r) => r.role === "input")
    .map((r) => r.type)
    .join(", ")}];

/** Shortest length of a record of each type in bytes; a later version may be longer. */
export const EVENT_BYTES: Readonly<Record<number, number>> = {
${records.map((r) => `  ${r.type}: ${place(r).bytes},`).join("\n")}
};

/** The event as an object, or undefined if its type is not in the schema. */
export function viewEvent(event: EventCursor): EventView | undefined {
  switch (event.type) {
${records.map((r) => `    case ${r.type}:\n      return ${r.name}.view(event);`).join("\n")}
    default:
      return undefined;
  }
}
`;
}

function header(records: readonly RecordDefinition[]): string {
  const structs = records.map((record) => {
    const { fields, bytes } = place(record);
    const lines = fields.map((f) => `  ${f.type === "f64" ? "double " : "int32_t"} ${f.name}; /* ${f.doc} */`);
    const used = fields.reduce((end, f) => Math.max(end, f.offset + BYTES_OF[f.type]), HEADER_BYTES);
    if (used < bytes) lines.push(`  int32_t padding_; /* to a multiple of 8 bytes */`);
    const macro = kebab(record.name).replaceAll("-", "_").toUpperCase();
    const asserts = fields.map(
      (f) =>
        `_Static_assert(offsetof(hotpath_${kebab(record.name).replaceAll("-", "_")}, ${f.name}) == ${f.offset}, "${f.name}");`,
    );
    const name = `hotpath_${kebab(record.name).replaceAll("-", "_")}`;
    return `/* ${record.doc} */
#define HOTPATH_${macro} ${record.type}
typedef struct {
  hotpath_event_header header;
${lines.join("\n")}
} ${name};
_Static_assert(sizeof(${name}) == ${bytes}, "${name}");
${asserts.join("\n")}
`;
  });
  return `/* ${NOTICE} */
#ifndef HOTPATH_EVENTS_H
#define HOTPATH_EVENTS_H
#include <stddef.h>
#include <stdint.h>

/* Little-endian. Prices and sizes are safe integers stored as doubles, in the units of the instrument. */
typedef struct {
  int32_t  length;     /* of the whole record in bytes, a multiple of 8 */
  uint16_t type;
  uint16_t version;
  double   sequence;
  int64_t  time;       /* nanoseconds since the Unix epoch */
  int32_t  instrument; /* -1 where none is meant */
  int32_t  venue;      /* 0 where none is meant */
} hotpath_event_header;
_Static_assert(sizeof(hotpath_event_header) == ${HEADER_WORDS * 8}, "hotpath_event_header");

${structs.join("\n")}
#endif
`;
}

const files = new Map<string, string>();
for (const record of EVENT_SCHEMA) files.set(`src/events/generated/${kebab(record.name)}.ts`, typescript(record));
files.set("src/events/generated/index.ts", index(EVENT_SCHEMA));
files.set("c/hotpath_events.h", header(EVENT_SCHEMA));

if (process.argv.includes("--check")) {
  for (const [path, text] of files) {
    const file = Bun.file(join(root, path));
    if (!(await file.exists()) || (await file.text()) !== text) {
      console.error(`${path} is not what the schema says; run \`bun run generate\` in packages/core`);
      process.exitCode = 1;
    }
  }
} else {
  mkdirSync(join(root, "src/events/generated"), { recursive: true });
  for (const [path, text] of files) await Bun.write(join(root, path), text);
}
