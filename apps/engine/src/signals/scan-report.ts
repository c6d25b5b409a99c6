/** What a scan found: as tables, as JSON, and its signals as CSV. */
import type { Paint } from "../terminal/paint.ts";
import { type Cell, layTable, wrap } from "../terminal/table.ts";
import type { Scan, ScannedRule, ScannedSignal } from "./scan.ts";

/** The tables, for people. */
export function scanLines(scan: Scan, paint: Paint, width: number): string[] {
  const { input, bars, symbols, rules, skipped, left } = scan;
  const times = symbols.flatMap((each) => (each.times.length > 0 ? [each.times[0]!, each.times.at(-1)!] : [])).sort();
  const of = symbols.length > 1 ? ` of ${symbols.length} symbols` : "";
  const span =
    symbols.length === 1 && times.length > 0 ? `, ${symbols[0]!.times[0]} to ${symbols[0]!.times.at(-1)}` : "";
  return [
    `${paint("bold", input)}: ${bars} bars${of}${span}; ${rules.length} rules`,
    ...(skipped > 0 ? [paint("yellow", `  ${skipped} bars lack a value that the rules need, and were skipped.`)] : []),
    ...left.map(({ name, missing }) =>
      paint("yellow", `  ${name} was left out: the file has no ${missing.join(", ")}.`),
    ),
    "",
    paint("bold", "What became of the signals"),
    ...layTable([HEAD, ...rules.map(ruleCells)], "llrrrrlrrr", paint),
    "",
    ...wrap(explanation(rules), Math.min(width, 120), "  ").map((line) => paint("dim", line)),
    "",
    paint("bold", "The last signals"),
    ...lastSignals(scan, paint, width),
  ];
}

const HEAD: readonly Cell[] = [
  "rule",
  "expects",
  "bars",
  "signals",
  "apart",
  "right",
  "95 %",
  "always",
  "change",
  "always",
].map((text) => ({ text, tone: "dim" }));

function ruleCells({ rule, outcome, verdict }: ScannedRule): Cell[] {
  const { hitRate, lower, upper, baseRate, meanChange, baseChange } = outcome;
  const right = Number.isNaN(hitRate) ? "–" : `${percent(hitRate)}`;
  const tone = verdict === "better" ? "green" : verdict === "worse" ? "red" : undefined;
  const mark = verdict === "better" ? " ▲" : verdict === "worse" ? " ▼" : "";
  const name = `${rule.name}${mark}`;
  return [
    tone === undefined ? name : { text: name, tone },
    rule.direction,
    String(rule.horizon),
    String(outcome.signals),
    String(outcome.apart),
    right,
    Number.isNaN(lower) ? "–" : `${percent(lower)} to ${percent(upper)}`,
    percent(baseRate),
    percent(meanChange),
    percent(baseChange),
  ];
}

function explanation(rules: readonly ScannedRule[]): string {
  const beyond = rules.filter(({ outcome: o }) => o.lower > o.baseRate || o.upper < o.baseRate).length;
  const judged = rules.filter(({ outcome }) => outcome.apart > 0).length;
  const marked = rules.filter(({ verdict }) => verdict !== "open").length;
  const share = `${beyond} of ${judged} rules lie outside of their interval, where luck alone would put about ${(judged / 20).toFixed(1)}`;
  return [
    "right: the share of signals after which the close had moved as expected so many bars later, with Wilson's interval of",
    "it, which counts those apart: signals that do not overlap. always: the same of all bars, which is what it must beat.",
    "change: the mean relative change of the close over these bars, without costs.",
    `${share};`,
    marked === 0
      ? "none is so far out that luck would not do it once in 20 scans."
      : `${marked} marked ▲ or ▼ are so far out that luck would do it once in 20 scans of this size.`,
    "All of this was seen in hindsight, on the bars that were looked at.",
  ].join(" ");
}

function lastSignals({ signals, symbols }: Scan, paint: Paint, width: number): string[] {
  if (signals.length === 0) return ["  none"];
  const named = symbols.length > 1 || symbols[0]?.symbol !== "";
  const head = ["time", ...(named ? ["symbol"] : []), "rule", "expects", "confidence", "probability", "age", "why"];
  const rows = signals.map((signal): Cell[] => [
    signal.time,
    ...(named ? [signal.symbol] : []),
    signal.rule,
    { text: signal.direction, tone: signal.direction === "up" ? "green" : "red" },
    signal.confidence.toFixed(2),
    percent(signal.probability),
    String(signal.age),
    "",
  ]);
  const lines = layTable(
    [head.map((text): Cell => ({ text, tone: "dim" })), ...rows],
    `l${named ? "l" : ""}llrrrl`,
    paint,
  );
  const begins = Math.max(...lines.slice(1).map((line) => Bun.stringWidth(line)));
  return lines.flatMap((line, k) => {
    const signal = signals[k - 1];
    if (signal === undefined) return [line];
    const room = width - begins - 2;
    const gap = " ".repeat(begins - Bun.stringWidth(line) + 2);
    if (room >= Math.min(60, Bun.stringWidth(signal.reason))) return [`${line}${gap}${firstLine(signal.reason, room)}`];
    return [line, ...wrap(signal.reason, width, "      ").map((text) => paint("dim", text))];
  });
}

function firstLine(text: string, room: number): string {
  return Bun.stringWidth(text) <= room ? text : `${text.slice(0, room - 1)}…`;
}

function percent(value: number): string {
  return Number.isFinite(value) ? `${(100 * value).toFixed(1)} %` : "–";
}

/** One JSON document; what is not known is null. */
export function scanJson({ input, bars, skipped, symbols, rules, left, signals }: Scan): string {
  const known = (_: string, value: unknown) => (typeof value === "number" && !Number.isFinite(value) ? null : value);
  return JSON.stringify(
    {
      input,
      bars,
      skipped,
      symbols: symbols.map(({ symbol }) => symbol),
      rules: rules.map(({ rule, outcome, verdict }) => {
        const { name, direction, horizon, title, source } = rule;
        return { name, direction, horizon, title, source, ...outcome, verdict };
      }),
      leftOut: left,
      signals,
    },
    known,
  );
}

/** The signals, the oldest first. */
export function scanCsv({ signals }: Scan): string[] {
  const columns = [
    "time",
    "symbol",
    "rule",
    "direction",
    "confidence",
    "probability",
    "horizon",
    "age",
    "reason",
  ] as const;
  const row = (signal: ScannedSignal) => columns.map((name) => field(signal[name])).join(",");
  return [columns.join(","), ...signals.toReversed().map(row)];
}

/** RFC 4180. */
function field(value: string | number): string {
  if (typeof value === "number") return Number.isNaN(value) ? "" : String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
