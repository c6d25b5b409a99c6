/** Recorded outputs of TA-Lib, and how ours are held against them. Below `HOTPATH_TEST_DATA`, `../shared` by default. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Profile } from "../definition.ts";
import type { Columns } from "../indicator.ts";
import { Indicator } from "../indicator.ts";
import { findDefinition } from "../registry.ts";

const root = join(import.meta.dir, "../../../..");

/** The folder of the recordings. */
export const goldenFolder: string = join(
  resolve(root, process.env.HOTPATH_TEST_DATA ?? "../shared"),
  "golden/indicators",
);

type Value = number | string | null;

/** Values with NaN as null; or the few that are not zero, by index; or some of them, by index. */
type Recorded = Value[] | { sparse: [number, number][] } | { sampled: [number, Value][] };

/** One recorded run. */
export interface GoldenCase {
  label: string;
  series?: string;
  params: Record<string, number>;
  inputs: string[];
  unstablePeriod: number | Record<string, number>;
  lookback: number;
  begIdx: number;
  nbElement: number;
  outputs: Record<string, Recorded>;
}

/** All runs of one function. */
export interface GoldenFile {
  name: string;
  input?: string;
  cases: GoldenCase[];
}

/** Functions whose recorded values carry cancellation of their own, larger than ours. */
const LOOSE = new Set(["CORREL", "VAR", "STDDEV", "BBANDS", "BETA"]);

/** The recordings in a folder, by function. */
export function goldenFiles(folder: string): GoldenFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json") && !file.startsWith("_"))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as GoldenFile);
}

/** Columns from a JSON file of arrays. */
export function columnsOf(file: string): Columns {
  const parsed = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const columns = (parsed.columns ?? parsed) as Record<string, (number | null)[]>;
  return Object.fromEntries(
    Object.entries(columns)
      .filter(([, values]) => Array.isArray(values))
      .map(([name, values]) => [name, Float64Array.from(values, (v) => v ?? Number.NaN)]),
  );
}

/** Columns from comma-separated text whose first line names them; those that are not numbers are left out. */
export function columnsOfCsv(file: string): Columns {
  const [names = "", ...lines] = readFileSync(file, "utf8")
    .replace(/^\uFEFF/, "")
    .trim()
    .split(/\r?\n/);
  const rows = lines.map((line) => line.split(","));
  const columns = names.split(",").map((name, k) => [name, Float64Array.from(rows, (row) => Number(row[k]))] as const);
  return Object.fromEntries(columns.filter(([, values]) => !values.every(Number.isNaN)));
}

/** An indicator as a recorded case has it, and its inputs in order. */
export function goldenIndicator(
  name: string,
  golden: GoldenCase,
  columns: Columns,
  profile: Profile = "talib",
): { indicator: Indicator; input: Columns } {
  const indicator = new Indicator(findDefinition(name), golden.params, {
    profile,
    unstablePeriod: golden.unstablePeriod ?? 0,
  });
  const byPosition = indicator.inputs.map((input, k) => [input, columns[golden.inputs[k]!]!] as const);
  return { indicator, input: Object.fromEntries(byPosition) };
}

/** What differs between a recorded case and our batch; nothing, where all is well. */
export function differences(
  name: string,
  golden: GoldenCase,
  columns: Columns,
  profile: Profile = "talib",
  tolerance: number = LOOSE.has(name) ? 1e-9 : 1e-12,
): string[] {
  const { indicator, input } = goldenIndicator(name, golden, columns, profile);
  const found: string[] = [];
  const length = Object.values(input)[0]!.length;
  if (golden.lookback !== indicator.lookback && golden.nbElement > 0)
    found.push(`lookback ${indicator.lookback}, not ${golden.lookback}`);
  const { outputs } = indicator.batch(input);
  const names = Object.keys(golden.outputs);
  if (names.length !== indicator.outputs.length) found.push(`${indicator.outputs.length} outputs, not ${names.length}`);
  for (const [m, recordedName] of names.entries()) {
    const recorded = entriesOf(golden.outputs[recordedName]!, golden.nbElement);
    const ours = outputs[indicator.outputs[m]?.name ?? ""];
    if (ours === undefined) continue;
    found.push(...outputDifferences(recordedName, recorded, ours, golden.begIdx, tolerance));
    for (let t = 0; t < Math.min(golden.begIdx, length); t++)
      if (golden.nbElement > 0 && !Number.isNaN(ours[t]!))
        found.push(`${recordedName}[${t}]: ${ours[t]} before begIdx`);
  }
  return found;
}

/** Index and value of what was recorded. */
function entriesOf(values: Recorded, length: number): [number, number][] {
  const number = (v: Value) => (v === null ? Number.NaN : Number(v));
  if (Array.isArray(values)) return values.map((v, k) => [k, number(v)]);
  if ("sampled" in values) return values.sampled.map(([k, v]) => [k, number(v)]);
  const result = new Array<number>(length).fill(0);
  for (const [k, value] of values.sparse) result[k] = value;
  return result.map((v, k) => [k, v]);
}

function outputDifferences(
  name: string,
  recorded: [number, number][],
  ours: Float64Array,
  begIdx: number,
  tolerance: number,
): string[] {
  let scale = 0;
  for (const [, v] of recorded) if (Number.isFinite(v)) scale = Math.max(scale, Math.abs(v));
  const whole = /integer|index|idx/i.test(name);
  for (const [k, expected] of recorded) {
    const got = ours[begIdx + k]!;
    const same = expected === got || (Number.isNaN(expected) && Number.isNaN(got));
    if (same || (!whole && Math.abs(got - expected) <= tolerance * scale)) continue;
    const off = ((got - expected) / scale).toExponential(1);
    return [`${name}[${begIdx + k}]: ${got}, not ${expected} (off by ${off} of the range)`];
  }
  return [];
}
