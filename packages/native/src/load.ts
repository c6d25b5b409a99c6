import { HotpathError, UnavailableError } from "@hotpath/core";
import type { Isa } from "./isas.ts";
import { Kernels } from "./kernels.ts";
import { libraryPath, openLibrary, probe } from "./library.ts";
import { type Choice, chooseKernels, type LoadOptions } from "./options.ts";
import { COST_OF_PORTABLE, type NativeStatus } from "./status.ts";

/**
 * Loads the kernels: the native library for the best instruction set of this machine, or the portable twins where there
 * is no library. The environment variable `HOTPATH_NATIVE` overrides the options: `auto`, `native`, `portable`, or an
 * instruction set.
 *
 * The result owns the library and is to be disposed; {@link defaultKernels} is shared and is not.
 *
 * @throws {ConfigError} an option or the variable has a value that is not known
 * @throws {UnavailableError} native kernels, or an instruction set, were asked for and are not there
 */
export function loadKernels(options: LoadOptions = {}): Kernels {
  const choice = chooseKernels(options);
  const found = find(choice);
  return found.isa === undefined ? new Kernels(null) : new Kernels({ isa: found.isa, ...openLibrary(found.isa) });
}

let shared: Kernels | undefined;

/**
 * The kernels that a program shares, loaded at the first call with no options. Nobody needs to dispose them; after
 * somebody has, the next call loads them anew.
 */
export function defaultKernels(): Kernels {
  if (shared === undefined || shared.disposed) shared = loadKernels();
  return shared;
}

/** Describes what {@link loadKernels} finds on this machine. Never throws: a bad `HOTPATH_NATIVE` is a reason. */
export function nativeStatus(): NativeStatus {
  const probed = probe();
  const available = "isas" in probed ? probed.isas : [];
  let isa: Isa | undefined;
  let reason: string | undefined;
  try {
    ({ isa, reason } = find(chooseKernels(), probed));
  } catch (error) {
    if (!(error instanceof HotpathError)) throw error;
    reason = error.message;
  }
  const kind = isa === undefined ? "portable" : "native";
  return {
    kind,
    isa: isa ?? "portable",
    available,
    libraryPath: libraryPath(),
    reason,
    cost: isa === undefined ? COST_OF_PORTABLE : undefined,
  };
}

function find(
  choice: Choice,
  probed = choice.prefer === "portable" ? undefined : probe(),
): { isa?: Isa; reason?: string } {
  if (choice.prefer === "portable" || probed === undefined)
    return { reason: `portable kernels were asked for (${choice.source})` };
  if ("reason" in probed || probed.isas.length === 0) {
    const reason = "reason" in probed ? probed.reason : "the library has no kernels for this machine";
    if (choice.prefer === "native" || choice.isa !== undefined)
      throw new UnavailableError(`native kernels were asked for (${choice.source}), but: ${reason}`);
    return { reason };
  }
  if (choice.isa === undefined) return { isa: probed.isas.at(-1)! };
  if (!probed.isas.includes(choice.isa))
    throw new UnavailableError(
      `${choice.isa} kernels were asked for (${choice.source}), but this machine has: ${probed.isas.join(", ")}`,
    );
  return { isa: choice.isa };
}
