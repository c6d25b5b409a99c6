import { ConfigError } from "@hotpath/core";
import { LineDecoder } from "../internal/line-decoder.ts";
import { countFields, LineFields } from "../internal/lobster-fields.ts";

/**
 * The types of LOBSTER's messages ("LOBSTER_SampleFiles_ReadMe", and lobsterdata.com for 6).
 */
export const LobsterType = {
  /** A new limit order. */
  Submission: 1,
  /** An order lost `size` without a trade. */
  Cancellation: 2,
  /** An order is gone without a trade. */
  Deletion: 3,
  /** `size` of a displayed order was executed. */
  Execution: 4,
  /** An order that was not displayed was executed: the book stays as it is. */
  HiddenExecution: 5,
  /** A cross, as an auction has: the book stays as it is. */
  Cross: 6,
  /** Trading halts (`price` −1), quotes are taken again (0), trading goes on (1). */
  Halt: 7,
} as const;
/** A value of {@link LobsterType}. */
export type LobsterType = (typeof LobsterType)[keyof typeof LobsterType];

/** Rows of a LOBSTER message file in columns that are used again and again. */
export class LobsterMessages {
  /** Rows filled. */
  count = 0;
  /** Nanoseconds since midnight, New York time. */
  readonly time: Float64Array;
  /** A {@link LobsterType}; 0 in a row that stands for a refused line. */
  readonly type: Uint8Array;
  readonly orderId: Float64Array;
  /** Shares. */
  readonly size: Float64Array;
  /** Units of 10^-4 dollars. */
  readonly price: Float64Array;
  /** 1 if the order is a buyer's, −1 if a seller's. */
  readonly direction: Int8Array;

  /**
   * @param rows 1 to 16,777,216; 4,096 by default
   * @throws {ConfigError} if it is none
   */
  constructor(rows = 4096) {
    if (!Number.isInteger(rows) || rows < 1 || rows > 2 ** 24) {
      throw new ConfigError("lobsterMessages.rows", rows, "an integer from 1 to 16777216");
    }
    this.time = new Float64Array(rows);
    this.type = new Uint8Array(rows);
    this.orderId = new Float64Array(rows);
    this.size = new Float64Array(rows);
    this.price = new Float64Array(rows);
    this.direction = new Int8Array(rows);
  }

  /** Rows that the columns hold. */
  get rows(): number {
    return this.type.length;
  }

  /** Forgets every row. */
  clear(): void {
    this.count = 0;
  }
}

/** Why a line of a message file is refused; `tooLong` and `truncated` come from the lines themselves. */
export type LobsterMessageReject = "fieldCount" | "badTime" | "badType" | "badNumber" | "badDirection";

const REASONS: readonly LobsterMessageReject[] = ["fieldCount", "badTime", "badType", "badNumber", "badDirection"];
const [FIELD_COUNT, BAD_TIME, BAD_TYPE, BAD_NUMBER, BAD_DIRECTION] = [0, 1, 2, 3, 4] as const;
const ACCEPTED = -1;
/** Bytes of a line at the most: six fields of twenty characters, and some. */
const MAX_LINE = 256;

/** How a {@link LobsterMessageDecoder} is made. */
export interface LobsterMessageDecoderOptions {
  /** Whether a refused line leaves a row of type 0, so that rows stay beside those of the book file; false by default. */
  keepRefused?: boolean;
}

/**
 * LOBSTER's message CSV to columns: time, type, order id, size, price, direction, exact. A time finer than a nanosecond is
 * cut to it and counted: some files have such in a few lines.
 */
export class LobsterMessageDecoder extends LineDecoder<LobsterMessages, LobsterMessageReject> {
  /** Lines whose time was finer than a nanosecond. */
  finerTimes = 0;
  readonly #fields: LineFields = new LineFields();
  readonly #keepRefused: boolean;

  constructor(options: LobsterMessageDecoderOptions = {}) {
    super(REASONS, MAX_LINE);
    this.#keepRefused = options.keepRefused === true;
  }

  protected override hasRoom(out: LobsterMessages): boolean {
    return out.count < out.rows;
  }

  protected override takeLine(bytes: Uint8Array, start: number, end: number, out: LobsterMessages): number {
    const reason = this.#read(bytes, start, end, out);
    if (reason === ACCEPTED) {
      out.count++;
    } else if (this.#keepRefused) {
      out.type[out.count++] = 0;
    }
    return reason;
  }

  #read(bytes: Uint8Array, start: number, end: number, out: LobsterMessages): number {
    if (countFields(bytes, start, end) !== 6) return FIELD_COUNT;
    const fields = this.#fields;
    const row = out.count;
    fields.open(bytes, start, end);
    const time = fields.nanoseconds();
    if (Number.isNaN(time)) return BAD_TIME;
    const isFiner = fields.wasFiner;
    const type = fields.integer();
    const orderId = fields.integer();
    const size = fields.integer();
    const price = fields.integer();
    const direction = fields.integer();
    if (!(type >= 1 && type <= 7)) return BAD_TYPE;
    if (Number.isNaN(orderId + size + price) || size < 0) return BAD_NUMBER;
    if (direction !== 1 && direction !== -1) return BAD_DIRECTION;
    if (isFiner) this.finerTimes++;
    out.time[row] = time;
    out.type[row] = type;
    out.orderId[row] = orderId;
    out.size[row] = size;
    out.price[row] = price;
    out.direction[row] = direction;
    return ACCEPTED;
  }
}

/** The line of a message as LOBSTER writes it, without its end: zeros at the end of the time's decimals are left away. */
export function lobsterMessageLine(messages: LobsterMessages, row: number): string {
  const time = messages.time[row]!;
  const seconds = Math.floor(time / 1e9);
  const nanos = time - seconds * 1e9;
  const decimals = nanos === 0 ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
  const { type, orderId, size, price, direction } = messages;
  return `${seconds}${decimals},${type[row]},${orderId[row]},${size[row]},${price[row]},${direction[row]}`;
}
