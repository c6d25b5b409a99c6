/**
 * Recorded order flows: a header of 16 bytes, `[u64 magic][u32 version][u32 count]`, then `count` records of 40 bytes,
 * `[u8 type][u8 side][u8 ioc][u8 pad][u32 quantity][u64 sequence][u64 orderId][i64 priceTicks][i64 reserved]`, all of
 * it little-endian.
 */
import { InputError, Side, TimeInForce } from "@hotpath/core";

/** Bytes of the header. */
export const HEADER_BYTES = 16;
/** Bytes of a record. */
export const RECORD_BYTES = 40;
/** Records that the columns hold. */
export const BATCH_RECORDS = 4096;

/** What a record asks for. */
export const RecordType = { New: 0, Cancel: 1, Modify: 2 } as const;

/** Why a record was passed over, or could not be taken. */
export type RejectReason = "type" | "side" | "ioc";

/** 2^32, the weight of the high half of a 64-bit integer. */
const HIGH = 2 ** 32;
/** What of a price beyond the safe integers can be told apart from others near it: prices are counted from the first. */
const DIRECT_PRICE = 2n ** 51n;

/** Records in columns. */
export class FlowBatch {
  count = 0;
  readonly type: Uint8Array = new Uint8Array(BATCH_RECORDS);
  readonly side: Uint8Array = new Uint8Array(BATCH_RECORDS);
  readonly timeInForce: Uint8Array = new Uint8Array(BATCH_RECORDS);
  readonly quantity: Float64Array = new Float64Array(BATCH_RECORDS);
  /** High and low half of each sequence number. */
  readonly sequenceHigh: Uint32Array = new Uint32Array(BATCH_RECORDS);
  readonly sequenceLow: Uint32Array = new Uint32Array(BATCH_RECORDS);
  /** High and low half of each order id. */
  readonly orderIdHigh: Uint32Array = new Uint32Array(BATCH_RECORDS);
  readonly orderIdLow: Uint32Array = new Uint32Array(BATCH_RECORDS);
  /** Ticks from {@link FlowReader.priceBase}; beyond the range of an engine where the price is. */
  readonly price: Float64Array = new Float64Array(BATCH_RECORDS);
}

/** Turns pieces of a file into batches of records. */
export class FlowReader {
  /** Records that the header announces; −1 before it has been read. */
  announced = -1;
  /** Records read, those passed over too. */
  records = 0;
  /** Records passed over, by reason. */
  readonly rejects: Map<RejectReason, number> = new Map();
  /** Where in the file the first of them stands. */
  firstRejectAt = -1;
  /**
   * What prices are counted from: 0, unless the first price is beyond ±2^51 ticks. Then all of a flow whose prices lie
   * within 2^52 ticks of it is still exact.
   */
  priceBase = 0n;
  #knowsBase = false;
  /** Bytes of the file before those in `#rest`. */
  #offset = 0;
  #rest: Uint8Array = new Uint8Array(0);

  /** Takes the next piece; the records of it that are whole can then be read with {@link FlowReader.next}. */
  push(piece: Uint8Array): void {
    if (this.#rest.length === 0) {
      this.#rest = piece;
    } else {
      const joined = new Uint8Array(this.#rest.length + piece.length);
      joined.set(this.#rest);
      joined.set(piece, this.#rest.length);
      this.#rest = joined;
    }
  }

  /** Fills the batch with records; false if not one is left in what was pushed. */
  next(batch: FlowBatch): boolean {
    batch.count = 0;
    const bytes = this.#rest;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    if (this.announced === -1) {
      if (bytes.length < HEADER_BYTES) return false;
      this.announced = view.getUint32(12, true);
      at = HEADER_BYTES;
    }
    while (batch.count < BATCH_RECORDS && this.records < this.announced && at + RECORD_BYTES <= bytes.length) {
      this.#read(view, at, batch);
      this.records++;
      at += RECORD_BYTES;
    }
    this.#offset += at;
    this.#rest = bytes.subarray(at);
    return batch.count > 0;
  }

  /**
   * Says that the file has ended.
   *
   * @throws {InputError} if it is shorter or longer than its header says
   */
  end(path: string): void {
    const { records, announced } = this;
    const left = this.#rest.length;
    const at = this.#offset + left;
    if (announced === -1) {
      throw new InputError("INPUT_INVALID", `${path}: ends after ${left} bytes; the header has ${HEADER_BYTES}`);
    }
    if (records < announced) {
      const within = left === 0 ? "" : `, ${left} bytes into the next`;
      throw new InputError(
        "INPUT_INVALID",
        `${path}: ends at byte ${at}, after ${records} of ${announced} records${within}`,
      );
    }
    if (left > 0) {
      throw new InputError(
        "INPUT_INVALID",
        `${path}: goes on at byte ${this.#offset}, after the ${announced} records of its header`,
      );
    }
  }

  #read(view: DataView, at: number, batch: FlowBatch): void {
    const type = view.getUint8(at);
    const side = view.getUint8(at + 1);
    const ioc = view.getUint8(at + 2);
    const isNew = type === RecordType.New;
    const bad = type > RecordType.Modify ? "type" : isNew && side > 1 ? "side" : isNew && ioc > 1 ? "ioc" : undefined;
    if (bad !== undefined) {
      this.rejects.set(bad, (this.rejects.get(bad) ?? 0) + 1);
      if (this.firstRejectAt === -1) this.firstRejectAt = this.#offset + at;
      return;
    }
    const row = batch.count++;
    batch.type[row] = type;
    batch.side[row] = side === 0 ? Side.Buy : Side.Sell;
    batch.timeInForce[row] = ioc === 1 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel;
    batch.quantity[row] = view.getUint32(at + 4, true);
    batch.sequenceLow[row] = view.getUint32(at + 8, true);
    batch.sequenceHigh[row] = view.getUint32(at + 12, true);
    batch.orderIdLow[row] = view.getUint32(at + 16, true);
    batch.orderIdHigh[row] = view.getUint32(at + 20, true);
    batch.price[row] = type === RecordType.Cancel ? 0 : this.#price(view, at + 24);
  }

  #price(view: DataView, at: number): number {
    const high = view.getInt32(at + 4, true);
    if (this.#knowsBase && this.priceBase === 0n) return high * HIGH + view.getUint32(at, true);
    const price = view.getBigInt64(at, true);
    if (!this.#knowsBase) {
      this.#knowsBase = true;
      if (price > DIRECT_PRICE || price < -DIRECT_PRICE) this.priceBase = price;
    }
    return Number(price - this.priceBase);
  }
}
