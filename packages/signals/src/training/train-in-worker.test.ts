import { expect, test } from "bun:test";
import { ConfigError, InputError } from "@hotpath/core";
import { missingSet } from "../testing/learning-sets.ts";
import { trainBoostedTrees } from "./boosted-trees.ts";
import { trainRandomForest } from "./random-forest.ts";
import { trainInWorker } from "./train-in-worker.ts";

const set = missingSet(500);

test("a Worker trains the same model, and tells how far it is", async () => {
  const rounds: number[] = [];
  const options = { rounds: 8, validation: set.test, rowFraction: 0.7 };
  const model = await trainInWorker("boosted", set.train, options, { onRound: (round) => rounds.push(round) });
  const here = trainBoostedTrees(set.train, options);
  expect(model.ensemble).toEqual(here.ensemble);
  expect(model.validationLosses).toEqual(here.validationLosses);
  expect(rounds).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const forest = await trainInWorker("forest", set.train, { trees: 3 });
  expect(forest.ensemble).toEqual(trainRandomForest(set.train, { trees: 3 }).ensemble);
});

test("what is wrong is thrown here as it would be there, and a training can be ended", async () => {
  expect(trainInWorker("boosted", set.train, { leaves: 1 })).rejects.toThrow(ConfigError);
  expect(trainInWorker("boosted", { ...set.train, labels: new Float64Array(3) })).rejects.toThrow(InputError);
  const stop = new AbortController();
  const endless = trainInWorker(
    "boosted",
    set.train,
    { rounds: 100_000 },
    { signal: stop.signal, onRound: () => stop.abort(new Error("enough")) },
  );
  expect(endless).rejects.toThrow("enough");
  await endless.catch(() => {});
  expect(trainInWorker("boosted", set.train, {}, { signal: stop.signal })).rejects.toThrow("enough");
});
