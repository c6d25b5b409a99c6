/**
 * The C of trees under AddressSanitizer and UndefinedBehaviorSanitizer: calls are recorded with what TypeScript makes of
 * them, and run by c/testing/trees.c of @hotpath/native.
 */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "@hotpath/core";
import { nativeStatus } from "@hotpath/native";
import { runDriver, sanitizedTrees, sanitizingCompiler } from "../../../../native/src/testing/sanitizers.ts";
import { keptCases } from "../../testing/trained-models.ts";
import { FEATURE_STRIDE, sumHistogram } from "../../training/internal/histogram.ts";
import { parseTreeModel } from "../open-model.ts";
import { compileTrees } from "./compile-trees.ts";
import { Head, TILE } from "./layout.ts";
import { scoreOblivious } from "./oblivious-trees.ts";
import { scoreTrees } from "./score-trees.ts";

type Column = Float64Array | Int32Array | Uint8Array;

/** A record: six arrays, the last one what is added to, and what it is to become. */
function record(head: readonly number[], arrays: readonly Column[], expected: Float64Array): Buffer[] {
  const all = [...arrays, expected];
  const bytes = all.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength));
  const sized = bytes.flatMap((part) => [Buffer.from(Int32Array.of(part.length).buffer), part]);
  return [Buffer.from(Int32Array.from(head).buffer), ...sized];
}

const none = new Uint8Array(0);

function scores(): Buffer[] {
  return keptCases().flatMap(({ bytes, rows, features }) => {
    const ensemble = parseTreeModel(bytes)!;
    const compiled = compileTrees(ensemble);
    return [1, 9, TILE + 3].flatMap((count) => {
      const some = Float64Array.from({ length: count * features }, (_, i) => rows[i % rows.length]!);
      const classes = new Int32Array(Math.min(count, TILE) * compiled.model[Head.Used]!);
      const out = new Float64Array(count * ensemble.outputs);
      scoreTrees(some, count, features, compiled, classes.slice(), out);
      const { model, keys, leaves } = compiled;
      return record([0, count, features], [some, model, keys, leaves, classes, out.slice().fill(0)], out);
    });
  });
}

function others(): Buffer[] {
  const random = new Random(3);
  const parts: Buffer[] = [];
  for (const count of [1, 63, 64, 65, 130]) {
    const bins = Uint8Array.from({ length: 5 * count }, () => random.integer(256));
    const model = [9];
    for (let t = 0; t < 9; t++) {
      model.push(t, 2 ** t - 1);
      for (let l = 0; l < t; l++) model.push(random.integer(5), random.integer(256));
    }
    const leaves = Float64Array.from({ length: 511 }, () => random.normal());
    const out = new Float64Array(count);
    scoreOblivious(bins, count, count, Int32Array.from(model), leaves, out);
    parts.push(
      ...record([1, count, 0], [bins, Int32Array.from(model), leaves, none, none, new Float64Array(count)], out),
    );
  }
  for (const features of [1, 8, 11]) {
    const bins = Uint8Array.from({ length: 40 * features }, () => random.integer(256));
    const list = Int32Array.from({ length: 60 }, () => random.integer(40));
    const pairs = Float64Array.from({ length: 80 }, () => random.normal());
    const out = new Float64Array(FEATURE_STRIDE * features);
    sumHistogram(bins, features, list, 0, 60, pairs, out);
    parts.push(...record([2, features, 60], [bins, list, pairs, none, none, out.slice().fill(0)], out));
  }
  return parts;
}

const compiler = await sanitizingCompiler();
if (compiler !== undefined)
  test("the kernels stay inside their arrays under the sanitizers, with the bits of TypeScript", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-trees-"));
    try {
      const path = join(folder, "trees");
      writeFileSync(path, Buffer.concat([...scores(), ...others()]));
      for (const driver of sanitizedTrees(compiler, nativeStatus().available)) {
        const { code, output } = await runDriver(driver, path);
        expect(output).toMatch(/^\d+ runs, 0 mismatches\n$/);
        expect(code).toBe(0);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 300_000);
