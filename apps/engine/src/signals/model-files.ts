import { ConfigError, type HotpathError, InputError } from "@hotpath/core";

/** The bytes of a model's file. */
export async function readModelFile(path: string): Promise<Uint8Array> {
  try {
    return await Bun.file(path).bytes();
  } catch (error) {
    throw new ConfigError("model", path, `a file that can be read (${(error as Error).message})`);
  }
}

/** Whether a file is one that `hotpath signals train` has written. */
export function isSignalModel(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 64)).startsWith('{"format":"hotpath-signal-model"');
}

/** The text of a file in UTF-8. */
export function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const error: HotpathError = new InputError("CORRUPT", `${path}: is not text in UTF-8`, { cause });
    throw error;
  }
}
