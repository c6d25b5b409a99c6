/** Puts measured rows into words: one table for the terminal, one page for the docs. */
import type { BenchRow } from "./harness.ts";
import { type Machine, machineLine } from "./machine.ts";

/** What one suite answered. */
export interface Measured {
  suite: string;
  rows: BenchRow[];
  /** What it said where it failed. */
  failure?: string;
}

/** The peer that comes closest to us or leaves us behind. */
export interface BestPeer {
  name: string;
  figure: number;
  /** How many times better we are: above 1 we lead, whichever way the figure is better. */
  ratio: number;
}

/** The best of a row's peers; undefined where it has none. */
export function bestPeer(row: BenchRow): BestPeer | undefined {
  let best: BestPeer | undefined;
  for (const [name, figure] of Object.entries(row.peers ?? {})) {
    const ratio = row.better === "lower" ? figure / row.ours : row.ours / figure;
    if (best === undefined || ratio < best.ratio) best = { name, figure, ratio };
  }
  return best;
}

/** Whether a row reaches its goal, only its floor, or neither; undefined where it has no goal. */
export function verdict(row: BenchRow): "reached" | "above the floor" | "missed" | undefined {
  if (row.goal === undefined) return undefined;
  const reaches = (bar: number): boolean => (row.better === "lower" ? row.ours <= bar : row.ours >= bar);
  if (reaches(row.goal)) return "reached";
  return row.floor !== undefined && reaches(row.floor) ? "above the floor" : "missed";
}

/** Three significant digits, thousands set apart. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

const head = ["", "unit", "ours", "goal", "", "best peer", "", "times better"];

function cells(row: BenchRow): string[] {
  const peer = bestPeer(row);
  const goal = row.goal === undefined ? "" : `${row.better === "lower" ? "≤" : "≥"} ${figure(row.goal)}`;
  const name = peer?.name ?? "";
  return [
    row.what,
    row.unit,
    figure(row.ours),
    goal,
    verdict(row) ?? "",
    name,
    peer ? figure(peer.figure) : "",
    peer ? figure(peer.ratio) : "",
  ];
}

/** The table for a terminal. */
export function terminal(measured: Measured[], machine: Machine): string {
  const rows = measured.flatMap(({ suite, rows, failure }) => [
    [`${suite}${failure === undefined ? "" : " — FAILED"}`],
    ...rows.map((row) => cells(row).map((cell, i) => (i === 0 ? `  ${cell}` : cell))),
  ]);
  const failures = measured
    .filter((each) => each.failure !== undefined)
    .map((each) => `\n── ${each.suite}\n${each.failure}`);
  return [columns([head, ...rows]), "", machineLine(machine), ...failures].join("\n");
}

/** The page for the docs. */
export function markdown(measured: Measured[], machine: Machine): string {
  const lines = [
    "# Benchmarks",
    "",
    "Written by `./hotpath bench --write`, which repeats it; every figure and every peer's figure is of one run.",
    "Figures under 200 ns are batch means, the others are percentiles of histograms. A ratio above 1 is how many times",
    "better we are than the best peer of the row.",
    "",
    `Machine: ${machineLine(machine)}.`,
    "",
    ...summary(measured),
  ];
  for (const { suite, rows, failure } of measured) {
    lines.push("", `## ${suite}`, "");
    if (failure !== undefined) lines.push("The suite failed; it has no figures in this run.");
    if (rows.length === 0) continue;
    lines.push("| | ours | goal | | peers | times better |", "|---|--:|--:|---|---|--:|");
    for (const row of rows) {
      const [what, unit, ours, goal, word, , , ratio] = cells(row);
      const peers = Object.entries(row.peers ?? {}).map(([name, value]) => `${name} ${figure(value)}`);
      const name = row.note === undefined ? cell(what!) : `${cell(what!)}<br><sub>${cell(row.note)}</sub>`;
      const line = [name, `${ours} ${unit}`, goal, word, cell(peers.join(", ")), ratio];
      lines.push(`| ${line.join(" | ")} |`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** How many goals were reached, and each one that was not. */
function summary(measured: Measured[]): string[] {
  const held = measured.flatMap(({ suite, rows }) =>
    rows.filter((row) => row.goal !== undefined).map((row) => ({ suite, row })),
  );
  const missed = held.filter(({ row }) => verdict(row) !== "reached");
  const lines = [
    `${held.length - missed.length} of ${held.length} goals are reached.${missed.length > 0 ? " Not reached:" : ""}`,
  ];
  if (missed.length > 0) lines.push("");
  for (const { suite, row } of missed) {
    const floor = verdict(row) === "above the floor" ? `; better than the floor of ${figure(row.floor!)}` : "";
    const note = row.note === undefined ? "" : ` (${row.note})`;
    lines.push(`- ${suite}, ${row.what}${note}: ${figure(row.ours)} ${row.unit}, goal ${figure(row.goal!)}${floor}`);
  }
  return lines;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) =>
    Math.max(...rows.filter((row) => row.length > 1).map((row) => Bun.stringWidth(row[i] ?? ""))),
  );
  const right = new Set([2, 3, 6, 7]);
  const pad = (cell: string, i: number): string => {
    const space = " ".repeat(Math.max(0, widths[i]! - Bun.stringWidth(cell)));
    return right.has(i) ? space + cell : cell + space;
  };
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}
