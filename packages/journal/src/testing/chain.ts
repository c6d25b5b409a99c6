/** A state for tests: a hash over all records applied, so that one that is missing, twice or out of order shows. */
import { type EventCursor, SnapshotReader, SnapshotWriter, StreamHash } from "@hotpath/core";

export class Chain {
  hash = "";
  sequence = 0;

  apply(event: EventCursor): void {
    const stream = new StreamHash();
    stream.update(new TextEncoder().encode(this.hash));
    stream.update(event.bytes());
    this.hash = stream.digest();
    this.sequence = event.sequence;
  }

  state(): Uint8Array {
    const writer = new SnapshotWriter();
    writer.string(this.hash);
    writer.f64(this.sequence);
    return writer.finish();
  }

  restore(state: Uint8Array): void {
    const reader = new SnapshotReader(state);
    this.hash = reader.string();
    this.sequence = reader.f64();
    reader.end();
  }
}
