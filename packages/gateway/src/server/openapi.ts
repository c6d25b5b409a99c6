/** The queries over HTTP, described as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1) from the protocol's own schema. */
import { ERROR_CODES, PROTOCOL, PROTOCOL_VERSION, type QueryMessage } from "../protocol/index.ts";
import type { FieldKind, ProtocolField, ProtocolMessage } from "../protocol/schema-fields.ts";

type Schema = Record<string, unknown>;
type ApiQuery = QueryMessage["what"];

/** What `/api/…` gives, by its name. */
export const API_QUERIES: readonly ApiQuery[] = [
  "orders",
  "fills",
  "positions",
  "signals",
  "strategies",
  "limits",
  "statistics",
  "journal",
];

const SUMMARIES: Readonly<Record<ApiQuery, string>> = {
  orders: "Orders that work, and the last that have ended, by the sequence of their last change",
  fills: "The last fills",
  positions: "Positions as they are",
  signals: "The last signals",
  strategies: "Strategies, and whether they trade",
  limits: "The risk limits in force",
  statistics: "How engine and gateway do",
  journal: "Records of the journal: inputs, and what of their consequences is journalled",
};

/** What a row of each is. */
const ROWS: Readonly<Record<ApiQuery, Schema>> = {
  orders: { type: "array", items: reference("Order") },
  fills: { type: "array", items: reference("Fill") },
  positions: { type: "array", items: reference("Position") },
  signals: { type: "array", items: reference("Signal") },
  strategies: { type: "array", items: reference("StrategyInfo") },
  limits: { type: "object", description: "as `RiskLimits` of @hotpath/risk" },
  statistics: reference("Statistics"),
  journal: { type: "array", items: reference("JournalRecord") },
};

const PARAMETERS: Readonly<Record<string, readonly [Schema, string]>> = {
  from: [{ type: "integer", minimum: 0 }, "from this sequence"],
  to: [{ type: "integer", minimum: 0 }, "up to but not this sequence"],
  limit: [
    { type: "integer", minimum: 1, maximum: 10_000, default: 1000 },
    "the most rows; those of one sequence come together",
  ],
  instrument: [{ type: "integer", minimum: 0 }, "of this instrument alone: its dense index"],
  names: [{ type: "array", items: { type: "string" } }, "of these types of events alone, such as `Quote,NewOrder`"],
};
const RANGE = ["from", "to", "limit", "instrument"];
const PARAMETERS_OF: Readonly<Record<ApiQuery, readonly string[]>> = {
  orders: RANGE,
  fills: RANGE,
  positions: ["limit", "instrument"],
  signals: RANGE,
  strategies: ["limit"],
  limits: [],
  statistics: [],
  journal: [...RANGE, "names"],
};
const FAILURES: readonly [status: number, description: string][] = [
  [400, "A parameter is wrong"],
  [401, "No token that is known"],
  [429, "Too many requests"],
  [503, "This gateway does not have it"],
];

/** The whole document. */
export function openApi(): Schema {
  return {
    openapi: "3.1.0",
    info: {
      title: "Hotpath gateway",
      version: `${Math.floor(PROTOCOL_VERSION / 1000)}.${PROTOCOL_VERSION % 1000}`,
      description:
        "What a gateway keeps of its engine. Prices and sizes are integers in units of the instrument, exact up to 2^53; times are nanoseconds since the Unix epoch, as text, for they have more digits than a double.",
      license: { name: "MIT", identifier: "MIT" },
    },
    security: [{ token: [] }],
    paths: Object.fromEntries(API_QUERIES.map((what) => [`/api/${what}`, { get: operation(what) }])),
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      responses: Object.fromEntries(
        FAILURES.map(([status, description]) => [`Failure${status}`, failure(description)]),
      ),
      schemas: schemas(),
    },
  };
}

function operation(what: ApiQuery): Schema {
  const own = PARAMETERS_OF[what];
  const isPaged = own.includes("from");
  const properties = {
    sequence: integer("number of the engine's last input when this was answered"),
    [what]: ROWS[what],
    ...(isPaged && { next: integer("`from` of the next page; not there where this is all") }),
  };
  const schema = { type: "object", properties, required: ["sequence", what], additionalProperties: false };
  return {
    operationId: what,
    summary: SUMMARIES[what],
    parameters: own.map((name) => ({
      name,
      in: "query",
      description: PARAMETERS[name]![1],
      schema: PARAMETERS[name]![0],
      ...(name === "names" && { style: "form", explode: false }),
    })),
    responses: {
      200: { description: SUMMARIES[what], content: { "application/json": { schema } } },
      ...Object.fromEntries(FAILURES.map(([status]) => [status, { $ref: `#/components/responses/Failure${status}` }])),
    },
  };
}

function failure(description: string): Schema {
  return { description, content: { "application/json": { schema: reference("Failure") } } };
}

function schemas(): Schema {
  const records = PROTOCOL.filter(({ from }) => from === "record");
  const rows = (["order", "fill", "signal"] as const).map((name) => [pascal(name), rowOf(name)]);
  const position = fieldsOf("position").filter(
    ({ name }) => !["subscription", "number", "sequence", "time"].includes(name),
  );
  return {
    ...Object.fromEntries(records.map((record) => [record.name, objectOf(record.doc, record.fields)])),
    ...Object.fromEntries(rows),
    Position: objectOf("A position and its result.", position),
    JournalRecord: objectOf(
      "A record of the journal.",
      fieldsOf("event").filter(({ name }) => !["subscription", "number"].includes(name)),
    ),
    Failure: {
      type: "object",
      properties: {
        code: { enum: [...ERROR_CODES], description: "what is wrong" },
        message: { type: "string", description: "the same for people" },
        path: { type: "string", description: "which parameter" },
      },
      required: ["code", "message"],
      additionalProperties: false,
    },
  };
}

/** A message of a topic as it is before it is a subscription's. */
function rowOf(name: string): Schema {
  const fields = fieldsOf(name).filter((field) => field.name !== "subscription" && field.name !== "number");
  const row = objectOf(messageOf(name).doc, fields);
  return {
    ...row,
    properties: { type: { const: name }, ...(row.properties as Schema) },
    required: ["type", ...(row.required as string[])],
  };
}

function messageOf(name: string): ProtocolMessage {
  return PROTOCOL.find((message) => message.name === name)!;
}

function fieldsOf(name: string): readonly ProtocolField[] {
  return messageOf(name).fields;
}

function objectOf(description: string, fields: readonly ProtocolField[]): Schema {
  return {
    type: "object",
    description,
    properties: Object.fromEntries(
      fields.map(({ name, kind, doc }) => [name, { ...schemaOf(kind), description: doc }]),
    ),
    required: fields.filter(({ optional }) => optional !== true).map(({ name }) => name),
    additionalProperties: false,
  };
}

function schemaOf(kind: FieldKind): Schema {
  if (typeof kind === "string")
    return {
      boolean: { type: "boolean" },
      integer: { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
      number: { type: "number" },
      text: { type: "string" },
      time: { type: "string", pattern: "^-?\\d{1,19}$" },
      bytes: { type: "string", contentEncoding: "base64" },
      json: {},
    }[kind];
  if ("oneOf" in kind) return { enum: [...kind.oneOf] };
  if ("record" in kind) return reference(kind.record);
  if ("map" in kind) return { type: "object", additionalProperties: schemaOf(kind.map) };
  return { type: "array", items: schemaOf(kind.list) };
}

function reference(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function integer(description: string): Schema {
  return { type: "integer", minimum: 0, description };
}

function pascal(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}
