/**
 * Positions of owners in instruments, for reduce-only orders: a hash table of typed arrays with linear probing. An
 * instrument's owners are in it from the command that sets a position; from then on their trades move it.
 */
import { InputError, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/** Instruments are below 2^20, owners below 2^31: one key for both is a safe integer. */
const OWNER_STRIDE = 2 ** 20;

export class Positions {
  /** Owner × 2^20 + instrument, and one more, so that 0 is an empty slot. */
  #keys = new Float64Array(64);
  #values = new Float64Array(64);
  /** What a simulated sweep has moved a position by, valid where the epoch is the present one. */
  #moves = new Float64Array(64);
  #epochs = new Float64Array(64);
  #epoch = 0;
  /** Entries. */
  count = 0;

  /** Bytes of the table. */
  get bytes(): number {
    return this.#keys.length * 32;
  }

  /** Forgets every position. */
  clear(): void {
    this.#keys.fill(0);
    this.count = 0;
  }

  /** The position: positive is long; 0 for an owner that has none set. */
  get(owner: number, instrument: number): number {
    const slot = this.#find(owner, instrument);
    return this.#keys[slot] === 0 ? 0 : this.#values[slot]!;
  }

  /** Sets a position. The table doubles when it is half full. */
  set(owner: number, instrument: number, position: number): void {
    if (2 * (this.count + 1) > this.#keys.length) this.#grow();
    const slot = this.#find(owner, instrument);
    if (this.#keys[slot] === 0) {
      this.#keys[slot] = keyOf(owner, instrument);
      this.#epochs[slot] = 0;
      this.count++;
    }
    this.#values[slot] = position;
  }

  /** Adds a trade to a position that is followed; held within the safe integers. */
  follow(owner: number, instrument: number, change: number): void {
    const slot = this.#find(owner, instrument);
    if (this.#keys[slot] === 0) return;
    this.#values[slot] = bounded(this.#values[slot]! + change);
  }

  /** What of its position an owner can reduce by trading on a side. */
  reducible(owner: number, instrument: number, side: number): number {
    const position = this.get(owner, instrument);
    return Math.max(0, side === 1 ? 0 - position : position);
  }

  /** Begins a simulated sweep: `simulate` and `simulatedReducible` act on a copy of the positions as they are now. */
  beginSimulation(): void {
    this.#epoch++;
  }

  /** Adds a simulated trade. */
  simulate(owner: number, instrument: number, change: number): void {
    const slot = this.#find(owner, instrument);
    if (this.#keys[slot] === 0) return;
    const moved = this.#epochs[slot] === this.#epoch ? this.#moves[slot]! : this.#values[slot]!;
    this.#epochs[slot] = this.#epoch;
    this.#moves[slot] = bounded(moved + change);
  }

  /** As `reducible`, after the simulated trades. */
  simulatedReducible(owner: number, instrument: number, side: number): number {
    const slot = this.#find(owner, instrument);
    if (this.#keys[slot] === 0) return 0;
    const position = this.#epochs[slot] === this.#epoch ? this.#moves[slot]! : this.#values[slot]!;
    return Math.max(0, side === 1 ? 0 - position : position);
  }

  /** Writes the positions in the order of their keys. */
  snapshot(writer: SnapshotWriter): void {
    const order = Array.from(this.#keys.keys()).filter((slot) => this.#keys[slot] !== 0);
    order.sort((a, b) => this.#keys[a]! - this.#keys[b]!);
    writer.i32(order.length);
    for (const slot of order) {
      writer.f64(this.#keys[slot]!);
      writer.f64(this.#values[slot]!);
    }
  }

  /** Takes back what `snapshot` wrote; answers with the instruments through `seen`. */
  restore(reader: SnapshotReader, instruments: number, seen: (instrument: number) => void): void {
    this.clear();
    let before = 0;
    for (let left = reader.i32(); left > 0; left--) {
      const key = reader.f64();
      const position = reader.f64();
      const instrument = (key - 1) % OWNER_STRIDE;
      const owner = Math.floor((key - 1) / OWNER_STRIDE);
      if (
        !(key > before && owner >= 1 && owner < 2 ** 31 && instrument < instruments && Number.isSafeInteger(position))
      )
        throw new InputError("CORRUPT", `snapshot of a matching engine: position ${key}`);
      before = key;
      this.set(owner, instrument, position);
      seen(instrument);
    }
  }

  #find(owner: number, instrument: number): number {
    const mask = this.#keys.length - 1;
    const key = keyOf(owner, instrument);
    let slot = (Math.imul(owner ^ (owner >>> 15), 0x9e3779b1) ^ Math.imul(instrument + 1, 0x85ebca6b)) & mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const values = this.#values;
    const size = 2 * keys.length;
    this.#keys = new Float64Array(size);
    this.#values = new Float64Array(size);
    this.#moves = new Float64Array(size);
    this.#epochs = new Float64Array(size);
    for (let from = 0; from < keys.length; from++) {
      if (keys[from] === 0) continue;
      const owner = Math.floor((keys[from]! - 1) / OWNER_STRIDE);
      const slot = this.#find(owner, (keys[from]! - 1) % OWNER_STRIDE);
      this.#keys[slot] = keys[from]!;
      this.#values[slot] = values[from]!;
    }
  }
}

function keyOf(owner: number, instrument: number): number {
  return owner * OWNER_STRIDE + instrument + 1;
}

function bounded(position: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(-Number.MAX_SAFE_INTEGER, position));
}
