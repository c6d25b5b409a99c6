import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { message } from "../testing/versions.ts";
import { LogReader } from "../text/log-reader.ts";
import { FileLog } from "./file-log.ts";

test("messages and events are lines with their times, and files are put aside when they are long enough", () => {
  const folder = mkdtempSync(join(tmpdir(), "fix-log-"));
  try {
    const log = new FileLog("FIX.4.4:A->B", { folder, maxBytes: 40_000, keep: 2 });
    const bytes = message("8=FIX.4.4|35=0|34=1|49=A|52=20260311-09:00:00|56=B|");
    const start = Date.parse("2026-03-11T23:59:59.5Z") * 1000;
    for (let i = 0; i < 2000; i++) log.incoming(bytes, 0, bytes.length, start + i * 1000);
    log.event("two\nlines", start);
    log[Symbol.dispose]();
    const files = readdirSync(folder).sort();
    expect(files).toEqual([
      "FIX.4.4%3aA-%3eB.event.current.log",
      "FIX.4.4%3aA-%3eB.messages.current.log",
      "FIX.4.4%3aA-%3eB.messages.current.log.1",
      "FIX.4.4%3aA-%3eB.messages.current.log.2",
    ]);
    expect(readFileSync(join(folder, files[0]!), "latin1")).toBe("20260311-23:59:59.500000 : two lines\n");
    const reader = new LogReader();
    const entries = [...reader.read(readFileSync(join(folder, files[1]!))), ...reader.finish()];
    expect(entries.at(-1)?.time).toBe("20260312-00:00:01.499000");
    expect(entries.every((entry) => entry.bytes.length === bytes.length)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
