import { EventCursor, hashBytes, InputError } from "@hotpath/core";
import type { SQL } from "bun";
import type { JournalReader } from "../reader.ts";

/** Where a projection stands: the last record that is in the tables. */
export interface ProjectionPosition {
  journalId: string;
  /** The input's sequence. */
  sequence: number;
  /** 0 for the input itself, else the number of the output behind it. */
  output: number;
  /** Hash of the record's bytes, by which a journal that went another way is found out. */
  recordHash: string;
}

/** The position that the tables state. */
export async function positionOf(sql: SQL): Promise<ProjectionPosition | undefined> {
  const rows = (await sql.unsafe(
    `select journal_id as "journalId", cast(sequence as text) as sequence, cast(output as text) as output,
     record_hash as "recordHash" from projection`,
  )) as { journalId: string; sequence: string; output: string; recordHash: string }[];
  const row = rows[0];
  return row && { ...row, sequence: Number(row.sequence), output: Number(row.output) };
}

/** A reader that stands behind a position, and counts outputs. */
export class Place {
  sequence: number;
  output = 0;
  readonly #reader: JournalReader;
  #bytes = new Uint8Array(256);
  #length = 0;

  /** @throws {InputError} `CORRUPT` if the journal does not hold what the position says, or what comes next */
  constructor(reader: JournalReader, position: ProjectionPosition | undefined, firstSequence: number) {
    this.#reader = reader;
    if (position === undefined) {
      this.sequence = firstSequence - 1;
      reader.seek(firstSequence);
      if (reader.sequence !== this.sequence)
        throw refused(`the journal has no input ${firstSequence} to begin with; it begins with ${reader.sequence + 1}`);
      return;
    }
    this.sequence = position.sequence - 1;
    if (reader.journalId !== position.journalId)
      throw refused(`the tables are of journal ${position.journalId}, and this is ${reader.journalId}`);
    const event = new EventCursor();
    if (!reader.seek(position.sequence))
      throw refused(`the journal has no input ${position.sequence}, up to which the tables go`);
    while (this.next(event) && this.sequence === position.sequence && this.output < position.output);
    if (
      this.sequence !== position.sequence ||
      this.output !== position.output ||
      this.recordHash !== position.recordHash
    )
      throw refused(
        `record ${position.sequence}/${position.output}, up to which the tables go, is not in the journal as it was: clear them, and project it anew`,
      );
  }

  /** Hash of the last record. */
  get recordHash(): string {
    return hashBytes(this.#bytes.subarray(0, this.#length));
  }

  /** Moves on by one record. */
  next(event: EventCursor): boolean {
    if (!this.#reader.next(event)) return false;
    this.output = event.sequence === this.sequence ? this.output + 1 : 0;
    this.sequence = event.sequence;
    const bytes = event.bytes();
    if (bytes.length > this.#bytes.length) this.#bytes = new Uint8Array(bytes.length * 2);
    this.#bytes.set(bytes);
    this.#length = bytes.length;
    return true;
  }
}

function refused(what: string): InputError {
  return new InputError("CORRUPT", `projection: ${what}`);
}
