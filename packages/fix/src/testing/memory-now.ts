/** What a process holds, in MiB, after what is garbage was collected. */
export interface Memory {
  resident: number;
  heap: number;
  /** Memory of typed arrays. */
  buffers: number;
}

export function memoryNow(): Memory {
  Bun.gc(true);
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const mebibytes = (bytes: number) => Number((bytes / 2 ** 20).toFixed(1));
  return { resident: mebibytes(rss), heap: mebibytes(heapUsed), buffers: mebibytes(arrayBuffers) };
}
