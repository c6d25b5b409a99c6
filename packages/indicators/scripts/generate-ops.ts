/**
 * Translates the operations of src/ops into the text that programs are made of (src/generated/ops.ts) and into C
 * (packages/native/c/generated).
 *
 *     bun scripts/generate-ops.ts [--check]
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Node, parseSync } from "oxc-parser";
import type { Op } from "../src/ops/language.ts";
import { elementary } from "../src/program/functions.ts";
import { operationInC, opTables } from "./operation-in-c.ts";
import { type Run, runOf } from "./runs.ts";
import { tileTable } from "./tile-in-c.ts";
import { Translator } from "./translate.ts";
import { vectorBody } from "./vector-body.ts";

// biome-ignore lint/suspicious/noExplicitAny: a syntax tree is read by its documented fields, node type by node type
type Any = Node & Record<string, any>;

const here = fileURLToPath(new URL("..", import.meta.url));
const opsFolder = join(here, "src/ops");
const typescriptFile = join(here, "src/generated/ops.ts");
const cFolder = join(here, "../native/c/generated");

/** A phase of an operation: which bars its body is for. */
export type Phase = "fill" | "first" | "steady";

/** An operation with its bodies in both languages. */
export interface Translated {
  name: string;
  definition: Op;
  lookback: string;
  arrays: { name: string; length: string }[];
  js: Partial<Record<Phase, string>>;
  c: Partial<Record<Phase, string>>;
  /** Its steady body over vectors, where it has such a form. */
  vector?: string;
  /** How many bars it goes one way, and its body then, where it does (runs.ts), as JavaScript. */
  run?: { bars: string; body: string };
}

/** A helper function in C, and there over vectors where it can be; in TypeScript it is called as it is. */
export interface Helper {
  name: string;
  c: string;
  vector?: string;
}

function parse(file: string): { text: string; program: Any; fail: (node: { start: number }, what: string) => never } {
  const text = readFileSync(file, "utf8");
  const result = parseSync(file, text, { lang: "ts", sourceType: "module" });
  const error = result.errors[0];
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  const fail = (node: { start: number }, what: string): never => {
    const line = text.slice(0, node.start).split("\n").length;
    throw new Error(`${file}:${line}: operations may not use ${what}`);
  };
  return { text, program: result.program as Any, fail };
}

function exportsOf(program: Any): Any[] {
  return program.body.flatMap((s: Any) =>
    s.type === "ExportNamedDeclaration" && s.declaration ? [s.declaration] : [],
  );
}

function readHelpers(): Helper[] {
  const { program, fail } = parse(join(opsFolder, "helpers.ts"));
  const functions = exportsOf(program).filter((d) => d.type === "FunctionDeclaration");
  const names = new Set([...functions.map((f) => f.id.name as string), ...Object.keys(elementary)]);
  const overVectors = new Set<string>();
  return functions.map((f) => {
    const translator = new Translator(
      "c",
      { ints: new Set(), arrays: new Set(), parameters: {}, functions: names },
      fail,
    );
    const parameters = f.params.map((parameter: Any) => parameter.name as string);
    for (const parameter of parameters) translator.declare(parameter, "double");
    const list = parameters.map((parameter: string) => `double ${parameter}`).join(", ");
    const c = `INLINE double hp_${f.id.name}(${list}) {\n${translator.block(f.body)}\n}`;
    const body = vectorBody(f.body, { roles: {}, ints: [], state: [], helpers: overVectors }, parameters);
    if (body === undefined) return { name: f.id.name, c };
    overVectors.add(f.id.name);
    return {
      name: f.id.name,
      c,
      vector: `INLINE vdouble hpv_${f.id.name}(${list.replaceAll("double", "vdouble")}) {\n${body}\n}`,
    };
  });
}

async function readOperations(functions: ReadonlySet<string>, helpers: ReadonlySet<string>): Promise<Translated[]> {
  const operations: Translated[] = [];
  for (const file of readdirSync(opsFolder).sort()) {
    if (!file.endsWith(".ts") || file.endsWith(".test.ts") || file === "language.ts" || file === "helpers.ts") continue;
    const { program, fail, text } = parse(join(opsFolder, file));
    const module = (await import(join(opsFolder, file))) as Record<string, Op>;
    for (const declaration of exportsOf(program)) {
      for (const { id, init } of (declaration.declarations ?? []) as Any[]) {
        if (init?.callee?.name !== "op") continue;
        operations.push(translate(id.name, module[id.name]!, init.arguments[0], functions, helpers, fail, text));
      }
    }
  }
  const seen = new Set<string>();
  for (const { name } of operations) {
    if (seen.has(name)) throw new Error(`two operations are called ${name}`);
    seen.add(name);
  }
  return operations.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function translate(
  name: string,
  definition: Op,
  literal: Any,
  functions: ReadonlySet<string>,
  helpers: ReadonlySet<string>,
  fail: (node: { start: number }, what: string) => never,
  text: string,
): Translated {
  const properties = new Map<string, Any>(literal.properties.map((p: Any) => [p.key.name, p.value]));
  const arrays = Object.keys(definition.arrays ?? {});
  const ints = new Set([
    ...(definition.ints ?? []).map((field) => `p_${field}`),
    ...(definition.counters ?? []).map((field) => `s_${field}`),
  ]);
  const translator = (phase: Phase, target: "js" | "c"): Translator => {
    const parameters: Record<string, "s" | "p" | "x" | "o" | "i"> = {};
    const kinds = ["s", "p", "x", phase === "fill" ? "i" : "o"] as const;
    for (const [k, parameter] of (properties.get(phase)!.params as Any[]).entries())
      parameters[parameter.name] = kinds[k]!;
    return new Translator(target, { ints, arrays: new Set(arrays.map((a) => `s_${a}`)), parameters, functions }, fail);
  };
  const body = (phase: Phase, target: "js" | "c"): string | undefined => {
    const value = properties.get(phase);
    return value === undefined ? undefined : translator(phase, target).block(value.body);
  };
  const steady = properties.get("steady")!;
  const [s, p] = (steady.params as Any[]).map((parameter) => parameter.name as string);
  const run = runOf(steady.body, s ?? "", p ?? "", definition.counters ?? []);
  const vector =
    arrays.length > 0 || (definition.counters ?? []).length > 0 ? undefined : vectorOf(steady, definition, helpers);
  const phases = ["fill", "first", "steady"] as const;
  const inAll = (target: "js" | "c") =>
    Object.fromEntries(phases.flatMap((p) => (properties.has(p) ? [[p, body(p, target)!]] : [])));
  const source = (node: Any | undefined) => (node === undefined ? undefined : text.slice(node.start, node.end));
  const lengths = new Map<string, Any>(
    (properties.get("arrays")?.properties ?? []).map((p: Any) => [p.key.name, p.value]),
  );
  return {
    name,
    definition,
    lookback: source(properties.get("lookback")) ?? "() => 0",
    arrays: arrays.map((array) => ({ name: array, length: source(lengths.get(array))! })),
    js: inAll("js"),
    c: inAll("c"),
    ...(vector !== undefined && { vector }),
    ...(run && { run: runInJavaScript(run, translator("steady", "js")) }),
  };
}

function vectorOf(steady: Any, definition: Op, helpers: ReadonlySet<string>): string | undefined {
  const roles = Object.fromEntries(
    (steady.params as Any[]).map((parameter, k) => [parameter.name, (["s", "p", "x", "o"] as const)[k]!]),
  );
  return vectorBody(steady.body, { roles, ints: definition.ints ?? [], state: definition.state ?? [], helpers });
}

function runInJavaScript({ body, counter, bound, step }: Run, translator: Translator): { bars: string; body: string } {
  const left = `${translator.count(bound)} - ${translator.count(counter)}`;
  return { bars: step === 1 ? left : `(${left} + ${step - 1}) / ${step}`, body: translator.block(body) };
}

function typescript(operations: readonly Translated[], hash: number): string {
  const list = (values: readonly string[] | undefined) => JSON.stringify(values ?? []);
  const entries = operations.map(({ name, definition, lookback, arrays, js, run }, code) => {
    const lengths = arrays.map((a) => `{ name: ${JSON.stringify(a.name)}, length: ${a.length} }`).join(", ");
    return `  ${name}: {
    name: ${JSON.stringify(name)},
    code: ${code},
    inputs: ${list(definition.inputs)},
    outputs: ${list(definition.outputs)},
    reals: ${list(definition.reals)},
    ints: ${list(definition.ints)},
    state: ${list(definition.state)},
    counters: ${list(definition.counters)},
    arrays: [${lengths}],
    lookback: ${lookback},
    fill: ${JSON.stringify(js.fill ?? "")},
    first: ${JSON.stringify(js.first ?? js.steady)},
    steady: ${JSON.stringify(js.steady)},${run ? `\n    run: ${JSON.stringify(run)},` : ""}
  },`;
  });
  return `/** Generated by scripts/generate-ops.ts from src/ops; not to be edited. */
import type { OpSpec } from "../program/op-spec.ts";

/** The names of all operations. */
export type OpName = ${operations.map(({ name }) => JSON.stringify(name)).join(" | ")};

/** What the operations of the native library must be: a digest of their C. */
export const OPS_HASH: number = ${hash};

/** The operations by name. */
export const ops: Readonly<Record<OpName, OpSpec>> = {
${entries.join("\n")}
};
`;
}

const helpers = readHelpers();
const functions = new Set([...helpers.map((h) => h.name), ...Object.keys(elementary)]);
const vectorHelpers = helpers.filter((helper) => helper.vector !== undefined);
const operations = await readOperations(functions, new Set(vectorHelpers.map((helper) => helper.name)));
const tiles = tileTable(
  vectorHelpers.map((helper) => helper.vector!),
  operations,
);
const texts = operations.map(operationInC).flatMap(({ steady, mixed }) => [steady, mixed]);
const hash = Number(Bun.hash.crc32([...helpers.map((h) => h.c), ...texts, tiles].join("\n"))) | 0;
const c = opTables(
  helpers.map((h) => h.c),
  operations,
  hash,
);
const files: [string, string][] = [
  [typescriptFile, typescript(operations, hash)],
  [join(cFolder, "program_ops.h"), c.steady],
  [join(cFolder, "program_ops_mixed.h"), c.mixed],
  [join(cFolder, "program_tiles.h"), tiles],
];
let stale = false;
for (const [file, content] of files) {
  let before = "";
  try {
    before = readFileSync(file, "utf8");
  } catch {}
  if (before === content) continue;
  stale = true;
  if (process.argv.includes("--check")) console.error(`${file} is stale`);
  else writeFileSync(file, content);
}
if (process.argv.includes("--check") && stale) process.exit(1);
