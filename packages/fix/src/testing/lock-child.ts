/**
 * A process that has a file store open until it is told to end.
 *
 *     bun lock-child.ts FOLDER
 *
 * It writes `open`, or why it could not open it, and ends by itself in the latter case.
 */
import { FileStore } from "../store/file-store.ts";

try {
  const store = new FileStore("FIX.4.4:A->B", 7, { folder: process.argv[2]! });
  store.setNextTargetMsgSeqNum(store.nextTargetMsgSeqNum + 1);
  store.flush(8);
  process.stdout.write("open\n");
  for await (const _ of process.stdin) break;
  store[Symbol.dispose]();
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`);
}
