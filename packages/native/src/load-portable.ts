import { HotpathError, UnavailableError } from "@hotpath/core";
import { Kernels } from "./kernels.ts";
import { chooseKernels, type LoadOptions } from "./options.ts";
import { COST_OF_PORTABLE, type NativeStatus } from "./status.ts";

const REASON = "this runtime is not Bun, whose foreign function interface loads the library";

/**
 * Loads the kernels. In this runtime they are the portable twins.
 *
 * @throws {ConfigError} an option or `HOTPATH_NATIVE` has a value that is not known
 * @throws {UnavailableError} native kernels, or an instruction set, were asked for
 */
export function loadKernels(options: LoadOptions = {}): Kernels {
  const choice = chooseKernels(options);
  if (choice.prefer === "native" || choice.isa !== undefined)
    throw new UnavailableError(`native kernels were asked for (${choice.source}), but: ${REASON}`);
  return new Kernels(null);
}

let shared: Kernels | undefined;

/** The kernels that a program shares, loaded at the first call. */
export function defaultKernels(): Kernels {
  if (shared === undefined || shared.disposed) shared = loadKernels();
  return shared;
}

/** Describes what {@link loadKernels} finds: in this runtime, that there is no native library. */
export function nativeStatus(): NativeStatus {
  let reason = REASON;
  try {
    chooseKernels();
  } catch (error) {
    if (!(error instanceof HotpathError)) throw error;
    reason = error.message;
  }
  return { kind: "portable", isa: "portable", available: [], libraryPath: undefined, reason, cost: COST_OF_PORTABLE };
}
