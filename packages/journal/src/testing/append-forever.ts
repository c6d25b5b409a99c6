/** A process to be killed: appends quotes to a journal and prints each sequence that a flush has made durable. */
import { writeSync } from "node:fs";
import type { Durability, JournalAccess } from "../options.ts";
import { JournalWriter } from "../writer.ts";
import { quote } from "./sample.ts";

const [folder = "", batch = "10", durability = "process", access = "write"] = process.argv.slice(2);
const writer = JournalWriter.open({
  folder,
  segmentBytes: 65536,
  durability: durability as Durability,
  access: access as JournalAccess,
  syncIntervalMillis: 1,
});
for (let sequence = writer.lastSequence + 1; ; sequence++) {
  writer.append(quote(sequence));
  if (sequence % Number(batch) === 0) {
    writer.flush();
    // A flush of any durability outlives the process; what outlives a loss of power is not to be seen here.
    writeSync(1, `${writer.writtenSequence}\n`);
  }
}
