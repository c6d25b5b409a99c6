import { describe, expect, test } from "bun:test";
import { HotpathError, InputError, Random, UnavailableError } from "@hotpath/core";
import { keptCases } from "../testing/trained-models.ts";
import { openOnnxSession } from "./onnx-session.ts";
import { parseTreeModel } from "./open-model.ts";
import { TreeScorer } from "./tree-scorer.ts";

/** Parses, and where that works compiles and scores a row; what is thrown must be ours. */
function attempt(bytes: Uint8Array): "read" | "refused" {
  try {
    const ensemble = parseTreeModel(bytes);
    if (ensemble !== undefined)
      new TreeScorer(ensemble, { trees: null }).raw(
        new Float64Array(ensemble.features),
        new Float64Array(ensemble.outputs),
      );
    return "read";
  } catch (error) {
    if (!(error instanceof HotpathError)) throw error;
    return "refused";
  }
}

const small = keptCases().filter(({ bytes }) => bytes.length < 20_000);

describe("files that are not what they should be", () => {
  test("cut anywhere", () => {
    for (const { bytes, name } of small)
      for (let k = 1; k < 20; k++) {
        const outcome = attempt(bytes.subarray(0, Math.floor((bytes.length * k) / 20)));
        // Protocol Buffers may be cut behind a field; LightGBM's trees are followed by what it was trained with.
        if (name.startsWith("xgboost")) expect(outcome).toBe("refused");
      }
  });

  test("bytes changed: a typed error, or a model that scores", () => {
    const random = new Random(17);
    const seen = { read: 0, refused: 0 };
    for (let round = 0; round < (process.env.HOTPATH_LONG === "1" ? 500 : 25); round++)
      for (const { bytes } of small) {
        const changed = bytes.slice();
        for (let k = 0; k <= random.integer(4); k++) changed[random.integer(changed.length)] = random.integer(256);
        seen[attempt(changed)]++;
      }
    expect(seen.read).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
  }, 600_000);

  test("digits changed: children, features and counts that point anywhere", () => {
    const random = new Random(18);
    for (const { bytes, format } of small.filter((each) => each.format === "txt" || each.format === "json")) {
      const digits = [...bytes.keys()].filter((i) => bytes[i]! >= 48 && bytes[i]! <= 57);
      for (let round = 0; round < 40; round++) {
        const changed = bytes.slice();
        for (let k = 0; k < 3; k++) changed[digits[random.integer(digits.length)]!] = 48 + random.integer(10);
        expect(["read", "refused"], format).toContain(attempt(changed));
      }
    }
  }, 120_000);

  test("trees that lead back to themselves, linear leaves, other boosters", () => {
    const find = (name: string, format: string) => {
      const found = small.find((each) => each.name === name && each.format === format)!;
      return new TextDecoder().decode(found.bytes);
    };
    const open = (text: string) => parseTreeModel(new TextEncoder().encode(text), "m");
    const lightgbm = find("lightgbm-binary", "txt");
    expect(() => open(lightgbm.replace(/left_child=\S+/, "left_child=0"))).toThrow(
      "m: LightGBM tree 0: node 0 is reached twice",
    );
    expect(() => open(lightgbm.replace("is_linear=0", "is_linear=1"))).toThrow("linear_tree");
    expect(() => open(lightgbm.replace(/split_feature=\S+/, "split_feature=99"))).toThrow("splits feature 99 of 8");
    expect(() => open(lightgbm.replace("num_tree_per_iteration=1", "num_tree_per_iteration=x"))).toThrow('got "x"');
    const xgboost = find("xgboost-regression", "json");
    expect(() => open(xgboost.replace('"name":"gbtree"', '"name":"gblinear"'))).toThrow("gbtree, dart");
    expect(() => open("{}")).toThrow("tree_info");
    expect(() => open("hello")).toThrow(InputError);
    expect(() => parseTreeModel(new Uint8Array(0))).toThrow("is no model of");
  });
});

test("predictions follow the objective", () => {
  for (const { name, format, bytes, rows, features } of small) {
    if (format === "txt") continue;
    const scorer = new TreeScorer(parseTreeModel(bytes)!);
    const predictions = scorer.predict(rows, new Float64Array((rows.length / features) * scorer.outputs));
    if (/binary$|multiclass|classes/.test(name))
      for (const p of predictions) expect(p >= 0 && p <= 1 + 1e-6).toBe(true);
    if (name.includes("poisson")) for (const p of predictions) expect(p).toBeGreaterThan(0);
  }
});

describe("any other ONNX model", () => {
  test("without a runtime: an error that says what to install", async () => {
    const load = async (name: string) => {
      throw new Error(`Cannot find package '${name}'`);
    };
    const opening = openOnnxSession(new Uint8Array(8), { load });
    expect(opening).rejects.toThrow(UnavailableError);
    expect(opening).rejects.toThrow("bun add onnxruntime-node");
  });

  const folder = process.env.HOTPATH_ONNXRUNTIME;
  if (folder !== undefined)
    for (const runtime of ["onnxruntime-node", "onnxruntime-web"] as const)
      test(`${runtime} gives the scores of its trees`, async () => {
        const load = (name: string) => import(Bun.resolveSync(name, folder));
        for (const each of keptCases().filter(({ format }) => format === "onnx")) {
          await using session = await openOnnxSession(each.bytes, { load, runtime });
          const outputs = await session.run(each.rows, each.features);
          const float = outputs.at(-1)!.values;
          expect(float.length).toBe(each.scores.length);
          for (let i = 0; i < float.length; i++) expect(Math.abs(float[i]! - each.scores[i]!)).toBeLessThan(1e-5);
          expect(session.run(each.rows.subarray(1), each.features)).rejects.toThrow(InputError);
        }
        expect(openOnnxSession(new Uint8Array([8, 9, 1, 2]), { load, runtime })).rejects.toThrow(InputError);
      });
});
