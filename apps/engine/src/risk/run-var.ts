/** `hotpath risk var`: value at risk and expected shortfall of the returns in a CSV file. */
import { ConfigError } from "@hotpath/core";
import {
  type AnyVarOptions,
  breakDownRisk,
  monteCarloVar,
  portfolioReturns,
  type RiskBreakdown,
  VAR_METHODS,
  type VarEstimate,
  type VarMethod,
  valueAtRisk,
} from "@hotpath/risk/value-at-risk";
import { paintFor } from "../terminal/paint.ts";
import { layTable } from "../terminal/table.ts";
import { type ReturnsFile, readReturns } from "./read-returns.ts";

/** Options as the command line gives them. */
export interface VarCommand {
  returns: string;
  column?: string;
  weights?: string;
  anyTotal?: boolean;
  method: string;
  json?: boolean;
  confidence?: number;
  horizon?: number;
  convention?: string;
  deviation?: string;
  mean?: string;
  mode?: string;
  decay?: number;
  filter?: string;
  degrees?: number;
  fit?: string;
  exceedances?: number;
  paths?: number;
  seed?: bigint;
  sampler?: string;
  copula?: string;
  marginals?: string;
  antithetic?: boolean;
}

const ALIASES: Readonly<Record<string, VarMethod>> = { brw: "weighted-historical", evt: "extreme-value" };
const EVERYWHERE = ["confidence", "horizon"] as const;
const MOMENTS = ["deviation", "mean", "mode"] as const;

type OptionName = keyof VarCommand & keyof AnyVarOptions;

/** Which options each method takes, beside those of all. */
const TAKES: Readonly<Record<VarMethod, readonly OptionName[]>> = {
  historical: ["convention"],
  "weighted-historical": ["convention", "decay"],
  normal: MOMENTS,
  t: ["fit", "degrees", "deviation"],
  "cornish-fisher": MOMENTS,
  ewma: ["decay"],
  garch: [],
  fhs: ["convention", "filter", "decay", "paths", "seed"],
  "extreme-value": ["exceedances"],
  mc: [
    "convention",
    "deviation",
    "mean",
    "mode",
    "paths",
    "seed",
    "sampler",
    "copula",
    "degrees",
    "marginals",
    "antithetic",
  ],
};

const ALL = [...new Set(Object.values(TAKES).flat())];

/**
 * Runs the command.
 *
 * @returns the status to exit with
 * @throws {ConfigError} what was asked for is not known
 * @throws {InputError} what was read cannot be used
 */
export async function runVar(command: VarCommand): Promise<number> {
  const method = methodOf(command.method);
  const options = optionsOf(command, method);
  const file = await readReturns(command.returns, command);
  const result = estimate(file, method, options, command.anyTotal === true);
  if (command.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else process.stdout.write(`${lines(result, file).join("\n")}\n`);
  return 0;
}

/** The method of a name, or of a short one. */
export function methodOf(name: string): VarMethod {
  const method = ALIASES[name] ?? (name as VarMethod);
  if (!VAR_METHODS.includes(method))
    throw new ConfigError("--method", name, `${VAR_METHODS.join(", ")}; ${Object.keys(ALIASES).join(", ")}`);
  return method;
}

/** The options that a method takes, of those given. */
export function optionsOf(command: Partial<VarCommand>, method: VarMethod): Partial<AnyVarOptions> {
  const takes: readonly OptionName[] = [...EVERYWHERE, ...TAKES[method]];
  for (const name of ALL)
    if (command[name] !== undefined && !takes.includes(name))
      throw new ConfigError(`--${name}`, command[name], `nothing, with the method ${method}`);
  return Object.fromEntries(
    takes.filter((name) => command[name] !== undefined).map((name) => [name, command[name]]),
  ) as Partial<AnyVarOptions>;
}

type Result = VarEstimate & { columns?: string[]; missing: number; assets?: RiskBreakdown["assets"] };

function estimate(file: ReturnsFile, method: VarMethod, options: Partial<AnyVarOptions>, anyTotal: boolean): Result {
  const { names, columns, weights, missing, reversed } = file;
  const told = { columns: names, missing, ...(reversed ? { reversed } : {}) };
  if (weights === undefined) return { ...valueAtRisk(method, columns[0]!, options), ...told };
  const total = anyTotal ? ("any" as const) : ("one" as const);
  const assets = { names, columns };
  const whole =
    method === "mc"
      ? monteCarloVar(assets, weights, { ...options, total })
      : valueAtRisk(method, portfolioReturns(assets, weights, { total }), options);
  const parts =
    method === "normal" || method === "ewma" || method === "historical" || method === "mc"
      ? breakDownRisk(assets, weights, { ...options, total, method, simulation: options } as never).assets
      : undefined;
  return { ...whole, ...told, ...(parts === undefined ? {} : { assets: parts }) };
}

function lines(result: Result, file: ReturnsFile): string[] {
  const paint = paintFor(process.stdout);
  const {
    method,
    confidence,
    horizon,
    observations,
    var: loss,
    expectedShortfall,
    columns,
    missing,
    assets,
    ...rest
  } = result;
  const rows: [string, string][] = [
    ["Value at risk", figure(loss)],
    ["Expected shortfall", figure(expectedShortfall)],
    ["Method", method],
    ["Confidence", String(confidence)],
    ["Horizon", `${horizon} period${horizon === 1 ? "" : "s"}`],
    ["Returns", `${observations}${missing > 0 ? `, ${missing} rows with blanks left out` : ""}`],
    ["Columns", file.names.join(", ")],
    ...Object.entries(rest).flatMap(([name, value]) => detail(name, value)),
  ];
  const table = layTable(rows, "lr", paint);
  if (assets === undefined) return table;
  const head = ["Asset", "Weight", "Component VaR", "Marginal", "Incremental", "Component ES"];
  const body = assets.map((a) => [
    a.name,
    figure(a.weight),
    ...[a.componentVar, a.marginalVar, a.incrementalVar, a.componentShortfall].map(figure),
  ]);
  return [...table, "", ...layTable([head, ...body], "lrrrrr", paint)];
}

function detail(name: string, value: unknown): [string, string][] {
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([inner, each]) => detail(inner, each));
  return [[name, typeof value === "number" ? figure(value) : String(value)]];
}

/** Six digits are what a person reads. */
export function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : Number(value.toPrecision(6)).toString();
}
