/**
 * The C of every operation under AddressSanitizer and UndefinedBehaviorSanitizer: programs of every indicator are
 * recorded with their inputs and with what TypeScript makes of these, and run by c/testing/programs.c of @hotpath/native.
 */
import { expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runDriver, sanitizedPrograms, sanitizingCompiler } from "../../native/src/testing/sanitizers.ts";
import { Graph } from "./graph/graph.ts";
import type { Columns, Indicator } from "./indicator.ts";
import { LIMITS } from "./program/layout.ts";
import { Program } from "./program/program.ts";
import { registry } from "./registry.ts";
import { makeBars } from "./testing/series.ts";
import { gappedBars, leastAndDefault } from "./testing/variants.ts";

const SYMBOLS = 5;
/** Where no operation keeps arrays: such programs run over tiles, whole ones and parts. */
const SYMBOLS_IN_TILES = 37;
const GUARD = 16;
/** `HOTPATH_SEED` replays a failure. */
const seed = Number(process.env.HOTPATH_SEED ?? 20_263);
const compiler = await sanitizingCompiler();

/** A program's memory before it has run, its inputs, and the outputs of the portable form; programs.c reads it. */
function record(indicator: Indicator, columns: Columns, byBars: boolean, gap: "restart" | "go-on" | "skip"): Buffer[] {
  const graph = new Graph(indicator.inputs);
  const outputSeries = indicator.build(graph);
  const tiled = graph.nodes.every(({ op }) => op.arrays.length === 0 && op.counters.length === 0);
  const symbols = byBars ? 1 : tiled ? SYMBOLS_IN_TILES : SYMBOLS;
  const options = { gap, symbols, portable: true, guard: GUARD };
  const program = new Program(graph, outputSeries, options);
  const { guards, outputs } = program.layout;
  const { doubles, integers } = program.layout.allocate(gap);
  const inputs = indicator.inputs.map((input) => columns[input]!);
  const bars = inputs[0]!.length;
  const input = new Float64Array(inputs.length * symbols * bars);
  const output = new Float64Array(outputs.length * symbols * bars);
  if (byBars) {
    for (const [k, column] of inputs.entries()) input.set(column, k * bars);
    const into = outputs.map((_, m) => output.subarray(m * bars, (m + 1) * bars));
    program.bars(inputs, into, bars);
  } else {
    for (let t = 0; t < bars; t++)
      for (const [k, column] of inputs.entries())
        for (let q = 0; q < symbols; q++) input[(t * inputs.length + k) * symbols + q] = column[(t + 11 * q) % bars]!;
    program.rows(input, output, bars);
  }
  const name = Buffer.from(`${indicator.name} ${JSON.stringify(indicator.params)}`);
  const sizes = [name.length, guards.length, integers.length, doubles.length, inputs.length, outputs.length];
  const head = Int32Array.from([...sizes, symbols, bars, byBars ? 1 : 0]);
  const parts = [head, name, Int32Array.from(guards.flat()), integers, doubles, input, output];
  return parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength));
}

if (compiler !== undefined)
  test("every program in C stays inside its arrays under the sanitizers, with the bits of TypeScript", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-programs-"));
    try {
      const path = join(folder, "programs");
      const file = openSync(path, "w");
      let records = 0;
      for (const definition of registry)
        for (const indicator of leastAndDefault(definition)) {
          const gapped = gappedBars(indicator, seed);
          const overflowing = makeBars("overflow", gapped[indicator.inputs[0]!]!.length, seed, indicator.inputs);
          for (const byBars of [false, true]) {
            if (byBars && (indicator.inputs.length > LIMITS.inputs || indicator.outputs.length > LIMITS.outputs))
              continue;
            for (const part of record(indicator, gapped, byBars, definition.gap ?? "restart")) writeSync(file, part);
            for (const part of record(indicator, overflowing, byBars, "skip")) writeSync(file, part);
            records += 2;
          }
        }
      closeSync(file);
      const { code, output } = await runDriver(sanitizedPrograms(compiler), path);
      expect(output).not.toContain("ERROR");
      expect(output).not.toContain("runtime error");
      expect(output).toMatch(/^\d+ runs, 0 mismatches\n$/);
      expect(Number.parseInt(output, 10)).toBeGreaterThanOrEqual(records);
      expect(code).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 300_000);
