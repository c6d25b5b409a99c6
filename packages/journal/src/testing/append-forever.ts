/** A process to be killed: appends quotes to a journal and prints each sequence that a flush has made durable. */
import { writeSync } from "node:fs";
import { JournalWriter } from "../writer.ts";
import { quote } from "./sample.ts";

const [folder = "", batch = "10"] = process.argv.slice(2);
const writer = JournalWriter.open({ folder, segmentBytes: 65536 });
for (let sequence = writer.lastSequence + 1; ; sequence++) {
  writer.append(quote(sequence));
  if (sequence % Number(batch) === 0) {
    writer.flush();
    writeSync(1, `${writer.durableSequence}\n`);
  }
}
