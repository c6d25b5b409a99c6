import { type JournalHost, pathOf } from "../host.ts";
import { SEGMENT_EXTENSION } from "../layout.ts";
import { io } from "./io.ts";
import { indexName } from "./segment-index.ts";

/** Names of the segment files in a folder, in order; with them any other file of the same extension. */
export function listSegments(host: JournalHost, folder: string): string[] {
  return io("list", folder, () => host.list(folder))
    .filter((name) => name.endsWith(SEGMENT_EXTENSION))
    .sort();
}

/** Removes a segment, and its index before it, lest it be taken for that of another segment of the same name. */
export function removeSegment(host: JournalHost, folder: string, name: string): void {
  const index = indexName(name);
  io("remove", pathOf(folder, name), () => {
    if (host.list(folder).includes(index)) host.remove(folder, index);
    host.remove(folder, name);
  });
}
