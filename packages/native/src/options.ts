import { ConfigError } from "@hotpath/core";
import type { KernelIsa } from "./kernels.ts";

/** Which kernels to load. */
export interface LoadOptions {
  /**
   * `auto`: the native library if it is there, else the portable twins. `native`: the library, or an error.
   * `portable`: the twins. Default `auto`.
   */
  prefer?: "auto" | "native" | "portable";
  /** A certain instruction set instead of the best that this machine has. */
  isa?: Exclude<KernelIsa, "portable">;
}

/** What is to be loaded, once options and environment are joined. */
export interface Choice {
  prefer: "auto" | "native" | "portable";
  isa: Exclude<KernelIsa, "portable"> | undefined;
  /** Where the choice was made, for messages. */
  source: "HOTPATH_NATIVE" | "options";
}

const ISAS = ["sse2", "avx2", "avx512", "neon"] as const;
const PREFERENCES = ["auto", "native", "portable"] as const;

/**
 * Joins the options with the environment variable `HOTPATH_NATIVE` (`auto`, `native`, `portable` or an instruction set),
 * which wins.
 *
 * @throws {ConfigError} for a value, or an option, that is not known
 */
export function chooseKernels(options: LoadOptions = {}, environment: string | undefined = fromEnvironment()): Choice {
  for (const key of Object.keys(options))
    if (key !== "prefer" && key !== "isa")
      throw new ConfigError(key, options[key as keyof LoadOptions], "no such option; prefer, isa");
  const prefer = options.prefer ?? "auto";
  if (!PREFERENCES.includes(prefer)) throw new ConfigError("prefer", prefer, PREFERENCES.join(", "));
  const isa = options.isa;
  if (isa !== undefined && !ISAS.includes(isa)) throw new ConfigError("isa", isa, ISAS.join(", "));
  if (isa !== undefined && prefer === "portable")
    throw new ConfigError("isa", isa, "nothing, where prefer is portable");
  if (environment === undefined || environment === "") return { prefer, isa, source: "options" };
  const asked = environment.trim().toLowerCase();
  const asPreference = PREFERENCES.find((value) => value === asked);
  if (asPreference !== undefined) return { prefer: asPreference, isa: undefined, source: "HOTPATH_NATIVE" };
  const asIsa = ISAS.find((value) => value === asked);
  if (asIsa !== undefined) return { prefer: "native", isa: asIsa, source: "HOTPATH_NATIVE" };
  throw new ConfigError("HOTPATH_NATIVE", environment, [...PREFERENCES, ...ISAS].join(", "));
}

function fromEnvironment(): string | undefined {
  const host = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process;
  return host?.env?.HOTPATH_NATIVE;
}
