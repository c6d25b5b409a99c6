import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescriptorFile } from "./file-host.ts";
import { SyncThread } from "./sync-thread.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const root = mkdtempSync(join(tmpdir(), "hotpath-sync-thread-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function fileOf(name: string): DescriptorFile {
  const descriptor = openSync(join(root, name), "w");
  writeSync(descriptor, "bytes");
  return new DescriptorFile(descriptor);
}

/** Waits, without an event loop, until the thread has got so far. */
function until(thread: SyncThread, isSo: () => boolean): void {
  for (let tries = 0; !isSo() && tries < 10_000; tries++) thread.wait(10);
}

describe("SyncThread", () => {
  test("tells sequences exactly, beyond 32 bits too, and only once they are synced", () => {
    using thread = new SyncThread(root, 1);
    const file = fileOf("a");
    expect([thread.durableSequence, thread.syncs, thread.failure]).toEqual([-1, 0, undefined]);
    thread.begin(file);
    for (const sequence of [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 7, Number.MAX_SAFE_INTEGER]) {
      thread.written(sequence);
      until(thread, () => thread.durableSequence === sequence);
      expect(thread.durableSequence).toBe(sequence);
    }
    expect(thread.syncs).toBeGreaterThanOrEqual(8);
    file.close();
  });

  test("is done with files in their order, but for the last", () => {
    using thread = new SyncThread(root, 1);
    const files = Array.from({ length: 150 }, (_, i) => fileOf(`b${i}`));
    // More than may wait: beginning one waits for those before it.
    for (const [i, file] of files.entries()) {
      thread.begin(file);
      thread.written(i);
    }
    until(thread, () => thread.durableSequence === 149);
    expect([thread.durableSequence, thread.filesDone]).toEqual([149, 149]);
    for (const file of files) file.close();
  });

  test("names a sync that fails, and says no more that anything is durable", () => {
    using thread = new SyncThread(root, 1);
    const file = fileOf("c");
    thread.begin(file);
    thread.written(5);
    until(thread, () => thread.durableSequence === 5);
    closeSync(file.descriptor);
    thread.written(6);
    until(thread, () => thread.failure !== undefined);
    expect(thread.failure).toContain("EBADF");
    expect(thread.durableSequence).toBe(5);
  });

  test("syncs what was written before it ends, and ends once", () => {
    const thread = new SyncThread(root, 60_000);
    const file = fileOf("d");
    thread.begin(file);
    thread.written(9);
    thread[Symbol.dispose]();
    thread[Symbol.dispose]();
    expect(thread.durableSequence).toBe(9);
    file.close();
  });
});
