import * as asciichart from "asciichart";
import type { Paint } from "../terminal/paint.ts";
import { type IndicatorRun, shown } from "./result.ts";

const HEIGHT = 10;
const LABEL_WIDTH = 12;

/**
 * The last bars as a chart of characters, and below it the indicator: on the same axis for what is drawn on prices, on
 * its own for all else.
 */
export function plotLines({ indicator, file, columns, outputs }: IndicatorRun, paint: Paint): string[] {
  const bars = Math.max(10, (process.stdout.columns ?? 80) - LABEL_WIDTH - 4);
  const price = columns.close ?? columns[indicator.inputs[0]!]!;
  const from = Math.max(0, price.length - bars);
  const last = file.labels?.at(-1) ?? `bar ${price.length - 1}`;
  const lines = [`${paint("bold", columns.close ? "close" : indicator.inputs[0]!)}, to ${last}`, ...chart(price, from)];
  for (const [m, { name }] of indicator.outputs.entries())
    lines.push(
      "",
      `${paint("bold", `${indicator.name} ${name}`)}  ${shown(outputs[m]!.at(-1) ?? Number.NaN)}`,
      ...chart(outputs[m]!, from),
    );
  return lines;
}

function chart(column: Float64Array, from: number): string[] {
  const all = Array.from(column.subarray(from), (v) => (Number.isFinite(v) ? v : Number.NaN));
  const begins = all.findIndex((v) => !Number.isNaN(v));
  if (begins < 0) return ["  no value yet"];
  // The library draws no leading gap: it is put in behind the axis.
  const values = all.slice(begins);
  const known = values.filter((v) => !Number.isNaN(v));
  const [min, max] = [Math.min(...known), Math.max(...known)];
  // It divides by the range: a level line is drawn by giving it one.
  const bounds = max > min ? { min, max } : { min: min - 1, max: max + 1 };
  const format = (v: number) => shown(Number(v.toPrecision(6))).padStart(LABEL_WIDTH);
  const gap = " ".repeat(begins);
  return asciichart
    .plot(values, { ...bounds, height: HEIGHT, format })
    .split("\n")
    .map((line) => line.slice(0, LABEL_WIDTH + 2) + gap + line.slice(LABEL_WIDTH + 2));
}
