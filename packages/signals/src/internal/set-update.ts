import { exp } from "@hotpath/core";
import type { Ensemble } from "../ensemble/ensemble.ts";
import { LEAST_SAMPLES, type OnlineLearner } from "../online-learner.ts";
import type { SignalGenerator } from "../signal-generator.ts";
import { SOFTSIGN, type TechnicalRow, technicalRules } from "./technical-row.ts";
import type { TypicalChange } from "./typical-change.ts";

/**
 * Takes in a price of a symbol, and writes the scores of its row: what `SignalSet.update` does.
 *
 * @param imbalance the last feature of the learned member
 * @returns the vote; 0 while a generator has not begun, and where it may not be traded
 */
export type SetUpdate = (symbol: number, price: number, imbalance: number, micros: number) => number;

/** Where a set counts what became of its votes, and keeps the newest time seen. */
export const TALLY = { now: 0, signals: 1, weak: 2, divided: 3, expired: 4, warmingUp: 5, total: 6 } as const;

/** What an update is computed of. */
export interface SetUpdateParts {
  generators: readonly SignalGenerator[];
  /** Where technical signals are computed together, and for each generator its place there, or −1 where it is called. */
  row: TechnicalRow | undefined;
  places: readonly number[];
  typical: TypicalChange;
  learner: OnlineLearner;
  quantized: boolean;
  ensemble: Ensemble;
  /** A row a symbol: generators, learned, ensemble. */
  scores: Float64Array;
  /** Of each symbol, the time of its last update. */
  times: Float64Array;
  /** See {@link TALLY}. */
  tally: Float64Array;
  /** Of a symbol, in updates; a power of two. After as many an outcome is looked at. */
  horizon: number;
  maxAgeMicros: number;
  leastConfidence: number;
  /** What comes with every `horizon`-th update, before its scores and after them. */
  before: (symbol: number, price: number) => void;
  after: (symbol: number, updates: number, price: number, imbalance: number, u: number) => void;
  /** What comes with every other update, where there is such a thing. */
  between: ((symbol: number, updates: number, price: number, u: number) => void) | undefined;
}

/** Sets made so far. */
let made = 0;

/**
 * Compiles the update of a set, one text for all that happens with every price: the typical change, the generators, the
 * learned member, the vote, and what becomes of it. Technical signals are computed in the text itself from their common row,
 * and so are the learned member's logit and the vote, without a loop; other generators are called, each from a site of its
 * own: a site that sees one class is inlined, one that sees six is a lookup each time. The numbers are those of
 * `OnlineLearner.predict` and `Ensemble.vote`, to the bit.
 *
 * Each set has a text of its own: an engine gives texts that are the same one code, in which columns are looked up; in
 * that of one set they are constants.
 */
export function compileSetUpdate(parts: SetUpdateParts): SetUpdate {
  const { row, typical, learner, ensemble } = parts;
  const values = {
    generators: parts.generators,
    step: row?.step,
    F: row?.memory,
    P: row?.prices,
    typical,
    K: typical.updates,
    H: typical.prices,
    V: typical.perUnits,
    scores: parts.scores,
    times: parts.times,
    tally: parts.tally,
    learner,
    L: learner.weights,
    N: learner.samples,
    ensemble,
    E: ensemble.weights,
    T: ensemble.totals,
    U: ensemble.totalsButLast,
    exp,
    before: parts.before,
    after: parts.after,
    between: parts.between,
  };
  made += 1;
  const make = new Function(...Object.keys(values), `// ${made}\n${textOf(parts)}`) as (
    ...values: unknown[]
  ) => SetUpdate;
  return make(...Object.values(values));
}

function textOf(parts: SetUpdateParts): string {
  const { generators, row, horizon, between } = parts;
  const called = generators.map((_, i) => (parts.places[i] === -1 ? `const g${i} = generators[${i}];` : ""));
  return `"use strict";
${SOFTSIGN}
${called.join("\n")}
return (symbol, price, imbalance, micros) => {
${parts.typical.appendText}
const due = (updates & ${horizon - 1}) === 0;
if (due) before(symbol, price);
${row === undefined ? "" : `step(price, symbol);\nP[symbol] = price;\nconst q = symbol * ${row.stride};`}
${scoresText(parts)}
if (due) after(symbol, updates, price, imbalance, u);
${between === undefined ? "" : "else between(symbol, updates, price, u);"}
times[symbol] = micros;
tally[${TALLY.total}] += 1;
let now = tally[${TALLY.now}];
if (micros > now) tally[${TALLY.now}] = now = micros;
${judgementText(parts)}
};`;
}

/** The scores of a row, and the vote. */
function scoresText({ row, places, quantized, ensemble }: SetUpdateParts): string {
  const count = places.length;
  const each = (make: (i: number) => string, by: string): string => places.map((_, i) => make(i)).join(by);
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
  const mean = ensemble.isMean
    ? `learned - learned === 0
? (${lanes([...voices, `E[e + ${count}] * learned`])}) / T[symbol]
: (${lanes(voices)}) / U[symbol]`
    : "ensemble.vote(symbol, scores, at)";
  return `${signals.join("\n")}
const at = symbol * ${count + 2};
${each((i) => `scores[at + ${i}] = s${i};`, "\n")}
const sum = ${lanes(places.map((_, i) => `s${i}`))};
let learned = NaN;
let vote = NaN;
if (sum - sum === 0) {
const w = symbol * ${count + 2};
const e = symbol * ${count + 1};
if (N[symbol] >= ${LEAST_SAMPLES}) learned = 2 * (${probability}) - 1;
scores[at + ${count}] = learned;
vote = ${mean};
} else scores[at + ${count}] = learned;
scores[at + ${count + 1}] = vote;`;
}

/** What becomes of the vote. */
function judgementText({ ensemble, maxAgeMicros, leastConfidence }: SetUpdateParts): string {
  const drop = (count: number) => `{ tally[${count}] += 1; return 0; }`;
  return `if (vote - vote !== 0) ${drop(TALLY.warmingUp)}
if (now - micros > ${maxAgeMicros}) ${drop(TALLY.expired)}
if (!(Math.abs(vote) >= ${leastConfidence}) || vote === 0) ${drop(TALLY.weak)}
${ensemble.isGated ? `if (ensemble.isDivided(symbol, scores, at, vote)) ${drop(TALLY.divided)}` : ""}
tally[${TALLY.signals}] += 1;
return vote;`;
}

/**
 * A sum in four lanes, term k going to lane k modulo 4, and these joined as (0 + 1) + (2 + 3): a processor adds four numbers
 * in the time of one where none waits for another.
 */
function lanes(terms: readonly string[]): string {
  const lane = (k: number) => terms.filter((_, i) => i % 4 === k).join(" + ") || "0";
  return `(${lane(0)}) + (${lane(1)}) + ((${lane(2)}) + (${lane(3)}))`;
}
