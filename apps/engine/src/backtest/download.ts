import { IoError } from "@hotpath/core";

/** Nothing has arrived for so long: the download is given up. */
const IDLE_MS = 15_000;

/**
 * Downloads a file into memory.
 *
 * @param onProgress bytes so far, and in all where the server says so (else 0)
 * @throws {IoError} saying where it came from and why it failed
 */
export async function download(
  url: string,
  bytesMax: number,
  onProgress: (bytes: number, total: number) => void,
): Promise<Uint8Array> {
  const abort = new AbortController();
  let idle: Timer | undefined;
  const alive = () => {
    clearTimeout(idle);
    idle = setTimeout(() => abort.abort(new Error(`nothing came for ${IDLE_MS / 1000} s`)), IDLE_MS);
  };
  try {
    alive();
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
    const total = Number(response.headers.get("content-length") ?? 0);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body) {
      alive();
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > bytesMax) throw new Error(`it is longer than ${bytesMax} bytes`);
      onProgress(bytes, total);
    }
    return Bun.concatArrayBuffers(chunks, Number.POSITIVE_INFINITY, true);
  } catch (error) {
    abort.abort();
    throw new IoError(`${new URL(url).host}: ${(error as Error).message}`, { cause: error });
  } finally {
    clearTimeout(idle);
  }
}
