import { describe, expect, test } from "bun:test";
import { ConfigError, UnavailableError } from "@hotpath/core";
import { build } from "../scripts/build.ts";
import { defaultKernels, loadKernels, nativeStatus } from "./index.ts";
import { probe } from "./library.ts";
import { chooseKernels } from "./options.ts";
import * as portable from "./portable.ts";

await build();
const probed = probe();
const isas = "isas" in probed ? probed.isas : [];

/** Runs with `HOTPATH_NATIVE` set so, and puts it back. */
function withVariable<T>(value: string | undefined, run: () => T): T {
  const before = process.env.HOTPATH_NATIVE;
  if (value === undefined) delete process.env.HOTPATH_NATIVE;
  else process.env.HOTPATH_NATIVE = value;
  try {
    return run();
  } finally {
    if (before === undefined) delete process.env.HOTPATH_NATIVE;
    else process.env.HOTPATH_NATIVE = before;
  }
}

describe("the choice of kernels", () => {
  test("options are checked, and a bad one is named", () => {
    expect(chooseKernels({}, "")).toEqual({ prefer: "auto", isa: undefined, source: "options" });
    expect(() => chooseKernels({ prefer: "fastest" as "auto" }, "")).toThrow(
      'prefer: got "fastest"; allowed: auto, native, portable',
    );
    expect(() => chooseKernels({ isa: "mmx" as "sse2" }, "")).toThrow(ConfigError);
    expect(() => chooseKernels({ isas: ["sse2"] } as never, "")).toThrow("isas: got");
    expect(() => chooseKernels({ prefer: "portable", isa: "sse2" }, "")).toThrow(ConfigError);
  });

  test("HOTPATH_NATIVE overrides the options", () => {
    expect(chooseKernels({ prefer: "native" }, "portable").prefer).toBe("portable");
    expect(chooseKernels({}, " AVX2 ")).toEqual({ prefer: "native", isa: "avx2", source: "HOTPATH_NATIVE" });
    expect(() => chooseKernels({}, "yes")).toThrow(
      'HOTPATH_NATIVE: got "yes"; allowed: auto, native, portable, sse2, avx2, avx512, neon',
    );
    withVariable("nonsense", () => expect(() => loadKernels()).toThrow(ConfigError));
    withVariable("portable", () => {
      using kernels = loadKernels({ prefer: "auto" });
      expect(kernels.kind).toBe("portable");
      expect(nativeStatus().reason).toBe("portable kernels were asked for (HOTPATH_NATIVE)");
    });
  });
});

describe("loading", () => {
  test("takes the best instruction set, or the one asked for", () => {
    withVariable(undefined, () => {
      using best = loadKernels();
      expect(best.isa).toBe(isas.at(-1) ?? "portable");
      for (const isa of isas) {
        using kernels = loadKernels({ isa });
        expect([kernels.kind, kernels.isa]).toEqual(["native", isa]);
      }
      using twins = loadKernels({ prefer: "portable" });
      expect([twins.kind, twins.isa]).toEqual(["portable", "portable"]);
    });
  });

  test("refuses an instruction set that this machine lacks", () => {
    const foreign = process.arch === "arm64" ? "avx2" : "neon";
    withVariable(undefined, () => expect(() => loadKernels({ isa: foreign })).toThrow(UnavailableError));
  });

  test("gives all callers of defaultKernels one and the same, and a new one after a disposal", () => {
    const first = defaultKernels();
    expect(defaultKernels()).toBe(first);
    first.dispose();
    expect(defaultKernels()).not.toBe(first);
  });

  test("the status tells what is used and, if not native, why and at what cost", () => {
    const status = withVariable(undefined, nativeStatus);
    if (isas.length > 0) {
      expect(status).toMatchObject({ kind: "native", isa: isas.at(-1)!, available: isas, reason: undefined });
      expect(status.libraryPath).toContain("libhotpath-");
    } else expect(status).toMatchObject({ kind: "portable", isa: "portable", available: [] });
    const odd = withVariable("odd", nativeStatus);
    expect(odd.reason).toContain("HOTPATH_NATIVE");
    expect(odd.cost).toContain("results are the same");
  });

  test("a missing library, and one that is none, are told apart", async () => {
    expect(probe("/nowhere/lib.so")).toEqual({ reason: "no library at /nowhere/lib.so" });
    const path = `${process.env.TMPDIR ?? "/tmp"}/not-a-library-${process.pid}.so`;
    await Bun.write(path, "this is no library");
    const answer = probe(path);
    expect("reason" in answer && answer.reason).toContain("cannot be loaded");
    await Bun.file(path).delete();
  });
});

describe("the portable entry", () => {
  test("has the same face", async () => {
    expect(Object.keys(portable).sort()).toEqual(Object.keys(await import("./index.ts")).sort());
  });

  test("loads the twins, and says why there is nothing else", () => {
    withVariable(undefined, () => {
      using kernels = portable.loadKernels();
      expect(kernels.kind).toBe("portable");
      expect(portable.defaultKernels()).toBe(portable.defaultKernels());
      expect(portable.nativeStatus()).toMatchObject({ kind: "portable", libraryPath: undefined });
      expect(() => portable.loadKernels({ prefer: "native" })).toThrow(UnavailableError);
    });
    withVariable("avx2", () => expect(() => portable.loadKernels()).toThrow(UnavailableError));
  });
});
