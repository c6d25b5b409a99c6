/**
 * Where memory lies. Only Bun tells (`bun:ffi`); elsewhere there is no answer, and nothing depends on one.
 */

interface Ffi {
  ptr(view: ArrayBufferView): number;
}

interface Host {
  process?: { getBuiltinModule?: (name: string) => unknown; versions?: { bun?: string } };
}

/** The address of a buffer's first byte, or undefined where the runtime does not tell. */
export function addressOf(buffer: ArrayBufferLike): number | undefined {
  const { process } = globalThis as unknown as Host;
  if (process?.versions?.bun === undefined || buffer.byteLength === 0) return undefined;
  const ffi = process.getBuiltinModule?.("bun:ffi") as Ffi | undefined;
  return ffi?.ptr(new Uint8Array(buffer));
}
