import type { SignalGenerator } from "../signal-generator.ts";
import { SOFTSIGN, type TechnicalRow, technicalRules } from "./technical-row.ts";

/**
 * Takes in a price, and writes the score of every generator to `scores`, from `at` on.
 *
 * @param u one over the typical change
 * @returns the sum of the scores: NaN while one of them has not begun
 */
export type ScoreRow = (symbol: number, price: number, u: number, scores: Float64Array, at: number) => number;

type Factory = (
  generators: readonly SignalGenerator[],
  step: TechnicalRow["step"] | undefined,
  memory: Float64Array | undefined,
  prices: Float64Array | undefined,
) => ScoreRow;

/** Texts that are kept compiled; beyond it all are forgotten, and compiled again where they are needed. */
const TEXTS_MAX = 1024;
const compiled = new Map<string, Factory>();

/**
 * Compiles the scoring of a list of generators. Technical ones are computed in the text itself from their common row; the
 * others are called, each from a site of its own: a site that sees one class is inlined, one that sees six is a lookup
 * each time.
 *
 * @param places for each generator its place in the row, or −1 where it is called
 */
export function compileScoreRow(
  generators: readonly SignalGenerator[],
  row: TechnicalRow | undefined,
  places: readonly number[],
): ScoreRow {
  const lines: string[] = [];
  const constants: string[] = [];
  for (const [i, place] of places.entries()) {
    const spec = row?.specs[place];
    if (row === undefined || spec === undefined) {
      constants.push(`const g${i} = generators[${i}];`);
      lines.push(`const s${i} = g${i}.update(symbol, price, u);`);
      continue;
    }
    const { scale, rule } = spec;
    lines.push(
      `const v${i} = F[q + ${row.at(place)}];`,
      `const s${i} = ${technicalRules[rule](`v${i}`, String(scale))};`,
    );
  }
  const text = `"use strict";
${SOFTSIGN}
${constants.join("\n")}
return (symbol, price, u, scores, at) => {
${row === undefined ? "" : `step(price, symbol);\nP[symbol] = price;\nconst q = symbol * ${row.stride};`}
${lines.join("\n")}
${places.map((_, i) => `scores[at + ${i}] = s${i};`).join("\n")}
return ${places.map((_, i) => `s${i}`).join(" + ")};
};`;
  let make = compiled.get(text);
  if (make === undefined) {
    if (compiled.size >= TEXTS_MAX) compiled.clear();
    make = new Function("generators", "step", "F", "P", text) as Factory;
    compiled.set(text, make);
  }
  return make(generators, row?.step, row?.memory, row?.prices);
}
