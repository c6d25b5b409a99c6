/** `hotpath signals scan`: what rules say of the bars of a file, and what became of it. */
import {
  type CompiledRules,
  type CompleteRule,
  compileRules,
  judgeRule,
  type RuleOutcome,
  signalProbabilities,
} from "@hotpath/signals/rules";
import { paintFor } from "../terminal/paint.ts";
import { readBars, type SymbolBars } from "./read-bars.ts";
import { scanCsv, scanJson, scanLines } from "./scan-report.ts";
import { readRules } from "./scan-rules.ts";

/** Options as the command line gives them. */
export interface ScanCommand {
  input: string;
  rules: string;
  symbol?: string;
  horizon?: number;
  last?: number;
  csv?: boolean;
  json?: boolean;
}

/** What a rule did, and whether that is more than luck would do. */
export interface ScannedRule {
  rule: CompleteRule;
  outcome: RuleOutcome;
  verdict: "better" | "worse" | "open";
}

/** A signal as it is shown. */
export interface ScannedSignal {
  time: string;
  symbol: string;
  rule: string;
  direction: "up" | "down";
  confidence: number;
  /** By what was known at its bar; NaN where nothing was. */
  probability: number;
  horizon: number;
  /** Bars since. */
  age: number;
  reason: string;
}

/** All that a scan found. */
export interface Scan {
  input: string;
  bars: number;
  /** Bars of which a field that the rules look at is missing. */
  skipped: number;
  symbols: readonly SymbolBars[];
  rules: readonly ScannedRule[];
  left: Awaited<ReturnType<typeof readRules>>["left"];
  /** The last ones, the youngest first. */
  signals: readonly ScannedSignal[];
}

/** Signals that a table has, where it is not said. */
const LAST = 10;
/** Confidence of an interval, and of all verdicts of a scan together. */
const LEVEL = 0.95;

/**
 * Runs the command.
 *
 * @returns the status to exit with
 * @throws {ConfigError} an option, a file or a rule that cannot be
 * @throws {InputError} bars that cannot be used
 */
export async function runScan(command: ScanCommand): Promise<number> {
  const file = await readBars(command.input, command.symbol);
  const { rules, left } = await readRules(command.rules, file.fields);
  const { horizon } = command;
  const scan = scanBars(
    file.symbols,
    rules.map((rule) => (horizon === undefined ? rule : { ...rule, horizon })),
    command.last ?? (command.csv ? Number.POSITIVE_INFINITY : LAST),
  );
  const found: Scan = { input: command.input, bars: file.bars, left, symbols: file.symbols, ...scan };
  const lines = command.json
    ? [scanJson(found)]
    : command.csv
      ? scanCsv(found)
      : scanLines(found, paintFor(process.stdout), process.stdout.columns ?? 160);
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

/** Runs rules over bars: all at once for what became of them, bar by bar for the reasons of the last signals. */
function scanBars(
  symbols: readonly SymbolBars[],
  rules: readonly CompleteRule[],
  last: number,
): Pick<Scan, "rules" | "signals" | "skipped"> {
  if (rules.length === 0) return { rules: [], signals: [], skipped: 0 };
  const compiled = compileRules(rules);
  const runs = symbols.map((bars) => ({ bars, signals: compiled.batch(bars.columns as Record<string, Float64Array>) }));
  const seriesOf = (rule: CompleteRule) =>
    runs.map(({ bars, signals }) => ({ signals: signals[rule.name]!, close: bars.columns.close! }));
  const judged = rules.map((rule): ScannedRule => {
    const outcome = judgeRule(seriesOf(rule), { ...rule, level: LEVEL });
    // So many rules are looked at that some would look good by luck: all verdicts hold together (Bonferroni).
    const strict = judgeRule(seriesOf(rule), { ...rule, level: 1 - (1 - LEVEL) / rules.length });
    const { baseRate } = outcome;
    return { rule, outcome, verdict: strict.lower > baseRate ? "better" : strict.upper < baseRate ? "worse" : "open" };
  });
  let skipped = 0;
  const signals = runs
    .flatMap((run) => {
      const found = signalsOf(compiled, run.bars, run.signals, last);
      skipped += found.skipped;
      return found.signals;
    })
    .sort((a, b) => a.age - b.age)
    .slice(0, last);
  return { rules: judged, signals, skipped };
}

/** The last signals of a symbol, the youngest first. */
function signalsOf(
  compiled: CompiledRules,
  { symbol, columns, times }: SymbolBars,
  signals: Readonly<Record<string, Float64Array>>,
  last: number,
): { signals: ScannedSignal[]; skipped: number } {
  const length = times.length;
  const counts = new Int32Array(length);
  for (const column of Object.values(signals))
    for (let t = 0; t < length; t++) if (column[t]! > 0 || column[t]! < 0) counts[t] = counts[t]! + 1;
  let from = length;
  for (let wanted = last; from > 0 && wanted > 0; ) wanted -= counts[--from]!;
  const stream = compiled.stream();
  const probabilities = compiled.rules.map((rule) =>
    signalProbabilities({ signals: signals[rule.name]!, close: columns.close! }, rule),
  );
  const at = (field: keyof typeof columns, t: number) => columns[field]?.[t] ?? Number.NaN;
  const found: ScannedSignal[] = [];
  for (let t = 0; t < length; t++) {
    stream.push(at("open", t), at("high", t), at("low", t), at("close", t), at("volume", t));
    if (t < from || counts[t] === 0) continue;
    for (const [r, rule] of compiled.rules.entries()) {
      const value = stream.value(r);
      if (!(value > 0 || value < 0)) continue;
      const { name, direction, horizon } = rule;
      const told = { confidence: Math.abs(value), probability: probabilities[r]![t]!, reason: stream.reason(r) };
      found.push({ time: times[t]!, symbol, rule: name, direction, horizon, age: length - 1 - t, ...told });
    }
  }
  return { signals: found.reverse(), skipped: stream.skipped() };
}
