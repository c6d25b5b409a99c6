import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FileStore } from "./file-store.ts";

const child = resolve(import.meta.dir, "../testing/lock-child.ts");
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fix-lock-"));
  folders.push(folder);
  return folder;
}
const open = (folder: string, lock?: boolean) =>
  new FileStore("FIX.4.4:A->B", 7, { folder, ...(lock === undefined ? {} : { lock }) });

/** Another process that tries to open the store; answers it with the first line that it writes. */
async function other(folder: string) {
  const process_ = Bun.spawn([process.execPath, child, folder], { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
  let said = "";
  for await (const bytes of process_.stdout) {
    said += new TextDecoder().decode(bytes);
    if (said.includes("\n")) break;
  }
  return { said: said.trim(), process: process_ };
}

test("a store that a process has open is nobody else's, and is free again when that is killed", async () => {
  const folder = newFolder();
  const { said, process: holder } = await other(folder);
  expect(said).toBe("open");
  expect(() => open(folder)).toThrow(`is locked by the process ${holder.pid}; two must not write to one store`);
  open(folder, false)[Symbol.dispose]();
  holder.kill(9);
  await holder.exited;
  const store = open(folder);
  expect(store.nextTargetMsgSeqNum).toBe(2);
  expect((await other(folder)).said).toContain(`is locked by the process ${process.pid}`);
  expect(() => open(folder)).toThrow("is locked by this process");
  // The file that holds the records is another one after a reset; the lock is not.
  store.reset(9);
  expect((await other(folder)).said).toContain("is locked by");
  store[Symbol.dispose]();
  const next = await other(folder);
  expect(next.said).toBe("open");
  next.process.stdin.end();
  await next.process.exited;
}, 60_000);

test("of many processes that come at once, after one was killed, one gets it", async () => {
  const folder = newFolder();
  const first = await other(folder);
  first.process.kill(9);
  await first.process.exited;
  const all = await Promise.all(Array.from({ length: 6 }, () => other(folder)));
  expect(all.filter(({ said }) => said === "open").length).toBe(1);
  expect(all.filter(({ said }) => said.includes("is locked by")).length).toBe(5);
  for (const { process: each } of all) each.kill(9);
  await Promise.all(all.map(({ process: each }) => each.exited));
}, 60_000);
