import { nameOf, StrategyState } from "@hotpath/core";
import type { OutputHash, StrategyEngine } from "@hotpath/engine";
import type { RunDescription } from "./assembly.ts";
import type { RunTally } from "./tally.ts";

/** What a run has come to. */
export interface RunSummary {
  feed: string;
  venue: string;
  clock: string;
  inputs: number;
  seconds: number;
  orders: number;
  cancels: number;
  fills: number;
  refusals: number;
  equity: string;
  currency: string;
  positions: { symbol: string; quantity: string }[];
  strategies: { name: string; state: string; faults: number; parameters: Readonly<Record<string, unknown>> }[];
  log: string[];
  /** The hash of the stages' state: what `hotpath replay --assert-hash` takes. */
  stateHash: string;
  /** The hashes of all orders that left, and of all fills. */
  ordersHash: string;
  fillsHash: string;
  journal: string | null;
}

/** Lines of a strategy's log that are shown. */
const LOG_LINES = 20;

/** Sums up an engine that has ended. */
export function summaryOf(
  run: RunDescription,
  engine: StrategyEngine,
  tally: RunTally,
  hash: OutputHash,
  seconds: number,
  feed: string,
  journal: string | undefined,
): RunSummary {
  const statement = engine.portfolio.statement();
  const { orders, cancels, fills, refusals } = tally;
  return {
    feed,
    venue: run.venue,
    clock: run.clock,
    inputs: engine.engine.sequence,
    seconds: Math.round(seconds * 1000) / 1000,
    ...{ orders, cancels, fills, refusals },
    equity: statement.equity,
    currency: statement.currency,
    positions: statement.positions.map(({ symbol, quantity }) => ({ symbol, quantity })),
    strategies: engine.strategies.map(({ name, state, faults, parameters }) => ({
      name,
      state: nameOf(StrategyState, state),
      faults,
      parameters: { ...parameters },
    })),
    log: engine.strategies.flatMap((stage) => stage.takeLog().slice(-LOG_LINES).map(logLine)),
    stateHash: engine.engine.stagesHash(),
    ordersHash: hash.orders(),
    fillsHash: hash.fills(),
    journal: journal ?? null,
  };
}

/** A summary for people. */
export function summaryText(summary: RunSummary): string {
  const { inputs, seconds, orders, cancels, fills, refusals, equity, currency, positions, journal } = summary;
  const held = positions.filter(({ quantity }) => quantity !== "0").map((p) => `${p.quantity} ${p.symbol}`);
  const lines = [
    `feed       ${summary.feed}`,
    ...summary.strategies.map(
      ({ name, state, faults, parameters }) =>
        `strategy   ${name} ${valuesText(parameters)}: ${state}${faults > 0 ? `, ${faults} faults` : ""}`,
    ),
    `inputs     ${inputs} in ${seconds} s, ${summary.clock} time, venue ${summary.venue}`,
    `traded     ${orders} orders, cancels ${cancels}, fills ${fills}, refused ${refusals}`,
    `equity     ${equity} ${currency}${held.length > 0 ? `, holding ${held.join(", ")}` : ""}`,
    ...summary.log.map((line) => `log        ${line}`),
    `state      ${summary.stateHash}`,
    `orders     ${summary.ordersHash}`,
    `fills      ${summary.fillsHash}`,
    ...(journal === null ? [] : [`journal    ${journal}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function valuesText(parameters: Readonly<Record<string, unknown>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

function logLine({ sequence, level, message, fields }: Parameters<typeof fieldsText>[0]): string {
  return `${level} @${sequence} ${message}${fieldsText({ sequence, level, message, fields })}`;
}

function fieldsText({
  fields,
}: {
  sequence: number;
  level: string;
  message: string;
  fields: Readonly<Record<string, unknown>> | undefined;
}): string {
  return fields === undefined ? "" : ` ${valuesText(fields)}`;
}
