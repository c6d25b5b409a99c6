import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { defineStrategy, flag, integer, loadStrategy, oneOf, parseParameterTexts, real } from "../index.ts";

const file = (name: string): string => join(import.meta.dir, "../testing/strategy-files", name);

describe("loadStrategy", () => {
  test("takes a file's default export", async () => {
    const definition = await loadStrategy(file("good.ts"));
    expect([definition.name, Object.keys(definition.parameters)]).toEqual(["good", ["fast"]]);
  });

  test("says what is wrong with a file, by its name", async () => {
    expect(loadStrategy(file("missing.ts"))).rejects.toThrow(/missing\.ts.*a file that loads/);
    expect(loadStrategy(file("broken.ts"))).rejects.toThrow("a file that loads: this file is broken");
    expect(loadStrategy(file("no-default.ts"))).rejects.toThrow("whose default export is a strategy");
    expect(loadStrategy(file("wrong-shape.ts"))).rejects.toThrow("create: got 3; allowed: a function of the context");
  });
});

describe("parameters", () => {
  const parameters = {
    fast: integer({ min: 2, max: 500, default: 20 }),
    share: real({ min: 0, max: 1, default: 0.5 }),
    style: oneOf(["take", "join"]),
    loud: flag(),
  };

  test("are read from texts as a command line has them", () => {
    expect(parseParameterTexts(parameters, [])).toEqual({ fast: 20, share: 0.5, style: "take", loud: false });
    expect(parseParameterTexts(parameters, ["fast=7", "share=1e-2", "style=join", "loud=true"])).toEqual({
      fast: 7,
      share: 0.01,
      style: "join",
      loud: true,
    });
  });

  test("a text that means no value is told by name, with what is allowed", () => {
    const read = (text: string) => () => parseParameterTexts(parameters, [text], "cross");
    expect(read("fast=abc")).toThrow('cross.fast: got "abc"; allowed: an integer from 2 to 500');
    expect(read("fast=2.5")).toThrow("cross.fast");
    expect(read("fast=")).toThrow("cross.fast");
    expect(read("share=NaN")).toThrow("cross.share");
    expect(read("style=sit")).toThrow('one of "take", "join"');
    expect(read("loud=1")).toThrow("true or false");
    expect(read("slow=3")).toThrow("one of the parameters fast, share, style, loud");
    expect(read("fast")).toThrow("a text of the form name=value");
  });

  test("definitions that contradict themselves are refused", () => {
    expect(() => integer({ min: 2, max: 5, default: 1 })).toThrow("an integer from 2 to 5");
    expect(() => oneOf(["a"], { default: "b" as "a" })).toThrow('one of "a"');
    expect(() => defineStrategy({ name: "no spaces", create: () => ({}) })).toThrow("strategy.name");
    expect(() => defineStrategy({ name: "x", create: 1 as never })).toThrow("strategy.create");
    expect(() => defineStrategy({ name: "x", parameters: { a: 1 as never }, create: () => ({}) })).toThrow(
      "strategy.parameters.a",
    );
  });
});
