import { exp } from "@hotpath/core";
import type { Ensemble } from "../ensemble/ensemble.ts";
import { LEAST_SAMPLES, type OnlineLearner } from "../online-learner.ts";
import type { SignalGenerator } from "../signal-generator.ts";
import { SOFTSIGN, type TechnicalRow, technicalRules } from "./technical-row.ts";

/**
 * Takes in a price of a symbol, and writes the scores of its row.
 *
 * @param u one over the typical change
 * @param imbalance the last feature of the learned member
 * @returns the vote: NaN while a generator has not begun
 */
export type ScoreRow = (symbol: number, price: number, u: number, imbalance: number) => number;

/** What a row is computed of. */
export interface ScoreRowParts {
  generators: readonly SignalGenerator[];
  /** Where technical signals are computed together, and for each generator its place there, or −1 where it is called. */
  row: TechnicalRow | undefined;
  places: readonly number[];
  learner: OnlineLearner;
  quantized: boolean;
  ensemble: Ensemble;
  /** A row a symbol: generators, learned, ensemble. */
  scores: Float64Array;
}

/** Texts that are kept compiled; beyond it all are forgotten, and compiled again where they are needed. */
const TEXTS_MAX = 1024;
const compiled = new Map<string, (...parts: unknown[]) => ScoreRow>();

/**
 * Compiles the scoring of a set. Technical signals are computed in the text itself from their common row, and so are the
 * learned member's logit and the vote, without a loop; other generators are called, each from a site of its own: a site that
 * sees one class is inlined, one that sees six is a lookup each time. The numbers are those of `OnlineLearner.predict`
 * and `Ensemble.vote`, to the bit.
 */
export function compileScoreRow(parts: ScoreRowParts): ScoreRow {
  const { generators, row, learner, ensemble, scores } = parts;
  const text = textOf(parts);
  let make = compiled.get(text);
  if (make === undefined) {
    if (compiled.size >= TEXTS_MAX) compiled.clear();
    make = new Function(...NAMES, text) as (...values: unknown[]) => ScoreRow;
    compiled.set(text, make);
  }
  const { weights, totals, totalsButLast } = ensemble;
  const values = [generators, row?.step, row?.memory, row?.prices, scores, learner, learner.weights, learner.samples];
  return make(...values, ensemble, weights, totals, totalsButLast, exp);
}

const NAMES = [
  "generators",
  "step",
  "F",
  "P",
  "scores",
  "learner",
  "L",
  "N",
  "ensemble",
  "E",
  "T",
  "U",
  "exp",
] as const;

function textOf({ generators, row, places, quantized, ensemble }: ScoreRowParts): string {
  const count = generators.length;
  const each = (make: (i: number) => string, by: string): string => places.map((_, i) => make(i)).join(by);
  const called = generators.map((_, i) => (places[i] === -1 ? `const g${i} = generators[${i}];` : ""));
  const signals = places.map((place, i) => {
    const spec = row?.specs[place];
    if (row === undefined || spec === undefined) return `const s${i} = g${i}.update(symbol, price, u);`;
    const score = technicalRules[spec.rule](`v${i}`, String(spec.scale));
    return `const v${i} = F[q + ${row.at(place)}]; const s${i} = ${score};`;
  });
  const probability = quantized
    ? "learner.predict(symbol, scores, at, imbalance)"
    : `1 / (1 + exp(-(${lanes(places.map((_, i) => `L[w + ${i}] * s${i}`))} + (L[w + ${count}] * imbalance + L[w + ${count + 1}]))))`;
  const voices = places.map((_, i) => `E[e + ${i}] * s${i}`);
  const vote = ensemble.isMean
    ? `learned - learned === 0
? (${lanes([...voices, `E[e + ${count}] * learned`])}) / T[symbol]
: (${lanes(voices)}) / U[symbol]`
    : "ensemble.vote(symbol, scores, at)";
  return `"use strict";
${SOFTSIGN}
${called.join("\n")}
return (symbol, price, u, imbalance) => {
${row === undefined ? "" : `step(price, symbol);\nP[symbol] = price;\nconst q = symbol * ${row.stride};`}
${signals.join("\n")}
const at = symbol * ${count + 2};
${each((i) => `scores[at + ${i}] = s${i};`, "\n")}
const sum = ${each((i) => `s${i}`, " + ")};
let learned = NaN;
let vote = NaN;
if (sum - sum === 0) {
const w = symbol * ${count + 2};
const e = symbol * ${count + 1};
if (N[symbol] >= ${LEAST_SAMPLES}) learned = 2 * (${probability}) - 1;
scores[at + ${count}] = learned;
vote = ${vote};
} else scores[at + ${count}] = learned;
scores[at + ${count + 1}] = vote;
return vote;
};`;
}

/**
 * A sum in four lanes, term k going to lane k modulo 4, and these joined as (0 + 1) + (2 + 3): a processor adds four numbers
 * in the time of one where none waits for another.
 */
function lanes(terms: readonly string[]): string {
  const lane = (k: number) => terms.filter((_, i) => i % 4 === k).join(" + ") || "0";
  return `(${lane(0)}) + (${lane(1)}) + ((${lane(2)}) + (${lane(3)}))`;
}
