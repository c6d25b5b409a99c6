import type { JournalHost } from "../host.ts";
import { SEGMENT_EXTENSION } from "../layout.ts";
import { io } from "./io.ts";

/** Names of the segment files in a folder, in order; with them any other file of the same extension. */
export function listSegments(host: JournalHost, folder: string): string[] {
  return io("list", folder, () => host.list(folder))
    .filter((name) => name.endsWith(SEGMENT_EXTENSION))
    .sort();
}
