/** `hotpath portfolio optimize`: weights for a table of prices. */
import { ConfigError } from "@hotpath/core";
import { paintFor } from "../terminal/paint.ts";
import type { Objective } from "./names.ts";
import { type Answer, solve } from "./objectives.ts";
import { type PriceOptions, readReturns } from "./price-table.ts";
import { renderTable } from "./render.ts";
import { readViews, readWeights } from "./weights-file.ts";

/** Options as the command line gives them. */
export interface OptimizeCommand extends PriceOptions {
  objective: Objective;
  bounds: [number, number];
  periodsPerYear: number;
  mean: "arithmetic" | "geometric" | "ewma";
  covariance: string;
  decay: number;
  riskFree: number;
  riskAversion: number;
  confidence: number;
  threshold: number;
  targetReturn?: number;
  targetRisk?: number;
  measure?: string;
  linkage?: string;
  leafOrder: string;
  clusters?: number;
  group?: string[];
  previous?: string;
  riskBudgets?: string;
  views?: string;
  market?: string;
  turnover?: number;
  cost?: number;
  cardinality?: number;
  ridge?: number;
  budget: number;
  json?: boolean;
}

/** Runs the command. @returns the status to exit with */
export async function runOptimize(options: OptimizeCommand): Promise<number> {
  const table = await readReturns(options);
  const previous =
    options.previous === undefined ? undefined : await readWeights(options.previous, "--previous", table.assets, 0);
  const budgets =
    options.riskBudgets === undefined
      ? undefined
      : await readWeights(options.riskBudgets, "--risk-budgets", table.assets, Number.NaN);
  const views = options.views === undefined ? undefined : await readViews(options.views, table.assets);
  const market =
    options.market === undefined ? undefined : await readWeights(options.market, "--market", table.assets, 0);
  const start = Bun.nanoseconds();
  const answer = solve(options, table, {
    groups: (options.group ?? []).map((text) => parseGroup(text, table.assets)),
    previous,
    budgets,
    views,
    market,
  });
  const milliseconds = (Bun.nanoseconds() - start) / 1e6;
  if (options.json === true) console.log(JSON.stringify(asJson(options, table, answer, milliseconds), null, 2));
  else console.log(renderTable(options.objective, table, answer, milliseconds, paintFor(process.stdout)));
  return 0;
}

function asJson(
  options: OptimizeCommand,
  table: { assets: string[]; periods: number; dropped: number },
  { allocation, figures }: Answer,
  milliseconds: number,
): object {
  return {
    weights: Object.fromEntries(table.assets.map((name, i) => [name, allocation.weights[i]!])),
    objective: options.objective,
    value: allocation.objective,
    ...figures,
    certificate: { ...allocation.certificate, milliseconds: Math.round(milliseconds * 1000) / 1000 },
    periods: table.periods,
    droppedRows: table.dropped,
  };
}

/** Reads `name=A,B,C:0.1..0.4`, either bound of which may be left out. */
function parseGroup(
  text: string,
  names: readonly string[],
): { name: string; assets: number[]; lower?: number; upper?: number } {
  const allowed = "a group as tech=AAPL,MSFT:0.1..0.4, either bound of which may be left out";
  const match = /^([^=]+)=([^:]+):([^.]*(?:\.\d+)?)\.\.(.*)$/.exec(text);
  if (match === null) throw new ConfigError("--group", text, allowed);
  const [, name = "", members = "", low = "", high = ""] = match;
  const assets = members.split(",").map((member) => {
    const place = names.indexOf(member.trim());
    if (place < 0) throw new ConfigError("--group", member.trim(), `assets: ${names.join(", ")}`);
    return place;
  });
  const bound = (value: string): number | undefined => {
    if (value.trim() === "") return undefined;
    const number = Number(value);
    if (!Number.isFinite(number)) throw new ConfigError("--group", text, allowed);
    return number;
  };
  const lower = bound(low);
  const upper = bound(high);
  return { name, assets, ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) };
}
