/**
 * Test Workers: started by module, told what to do by one message, answering with one or more.
 */

/** Starts a test Worker and sends it its job. */
export function start(module: string, job: object): Worker {
  const worker = new Worker(new URL(module, import.meta.url));
  worker.postMessage(job);
  return worker;
}

/** The next message of a Worker; its error, if it throws instead. */
export function answer<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<T>) => resolve(event.data);
    worker.onerror = (event: ErrorEvent) => reject(new Error(event.message));
  });
}

/** Starts a test Worker with its job, gives its first answer and ends it. */
export async function ask<T>(module: string, job: object): Promise<T> {
  const worker = start(module, job);
  try {
    return await answer<T>(worker);
  } finally {
    worker.terminate();
  }
}

/** Kills a Worker; resolves when its thread has run its last instruction. */
export function kill(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.addEventListener("close", () => resolve());
    worker.terminate();
  });
}

/** 32 bits that follow from a number and look random: both ends can work them out. */
export function mix(n: number): number {
  let x = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0xc2b2ae35);
  return (x ^ (x >>> 13)) >>> 0;
}
