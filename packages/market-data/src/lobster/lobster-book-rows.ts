import { ConfigError } from "@hotpath/core";
import { LineDecoder } from "../internal/line-decoder.ts";
import { countFields, LineFields } from "../internal/lobster-fields.ts";

/** The price that stands where there is no ask; its negative where there is no bid. Its size is 0. */
export const LOBSTER_DUMMY_PRICE = 9_999_999_999;

/** The greatest number of levels of a book file. */
export const LOBSTER_MAX_LEVELS = 1024;

/**
 * Rows of a LOBSTER order book file: `4 × levels` values a row, in the file's order: ask price 1, ask size 1, bid price 1,
 * bid size 1, ask price 2 …; prices in units of 10^-4 dollars.
 */
export class LobsterBookRows {
  /** Rows filled. */
  count = 0;
  readonly levels: number;
  /** Rows that `values` holds. */
  readonly rows: number;
  /** Row after row; NaN throughout a row that stands for a refused line. */
  readonly values: Float64Array;

  /**
   * @param levels of each side, 1 to 1,024
   * @param rows 4,096 by default
   * @throws {ConfigError} naming what is wrong
   */
  constructor(levels: number, rows = 4096) {
    if (!Number.isInteger(levels) || levels < 1 || levels > LOBSTER_MAX_LEVELS) {
      throw new ConfigError("lobsterBookRows.levels", levels, `an integer from 1 to ${LOBSTER_MAX_LEVELS}`);
    }
    if (!Number.isInteger(rows) || rows < 1 || rows > 2 ** 20) {
      throw new ConfigError("lobsterBookRows.rows", rows, "an integer from 1 to 1048576");
    }
    this.levels = levels;
    this.rows = rows;
    this.values = new Float64Array(4 * levels * rows);
  }

  /** Forgets every row. */
  clear(): void {
    this.count = 0;
  }
}

/** Why a line of a book file is refused. */
export type LobsterBookReject = "fieldCount" | "badNumber";

const [FIELD_COUNT, BAD_NUMBER] = [0, 1] as const;
const ACCEPTED = -1;

/** LOBSTER's order book CSV to rows of values, exact. The lines have four fields for each level of the output. */
export class LobsterBookDecoder extends LineDecoder<LobsterBookRows, LobsterBookReject> {
  readonly #fields: LineFields = new LineFields();
  readonly #levels: number;
  readonly #keepRefused: boolean;

  /** @param options `keepRefused`: whether a refused line leaves a row of NaN, so that rows stay beside the messages */
  constructor(levels: number, options: { keepRefused?: boolean } = {}) {
    super(["fieldCount", "badNumber"], 4 * levels * 18);
    this.#levels = levels;
    this.#keepRefused = options.keepRefused === true;
  }

  protected override hasRoom(out: LobsterBookRows): boolean {
    return out.count < out.rows;
  }

  protected override takeLine(bytes: Uint8Array, start: number, end: number, out: LobsterBookRows): number {
    const width = 4 * this.#levels;
    const at = out.count * width;
    const reason = out.levels === this.#levels ? this.#read(bytes, start, end, out.values, at, width) : FIELD_COUNT;
    if (reason !== ACCEPTED) {
      if (!this.#keepRefused) return reason;
      out.values.fill(Number.NaN, at, at + width);
    }
    out.count++;
    return reason;
  }

  #read(bytes: Uint8Array, start: number, end: number, values: Float64Array, at: number, width: number): number {
    const fields = this.#fields;
    fields.open(bytes, start, end);
    let isSound = true;
    for (let i = 0; i < width; i++) {
      if (fields.isAtEnd) return FIELD_COUNT;
      const value = fields.integer();
      values[at + i] = value;
      if (Number.isNaN(value)) isSound = false;
    }
    if (!fields.isAtEnd) return FIELD_COUNT;
    return isSound ? ACCEPTED : BAD_NUMBER;
  }
}

/** The levels that a line of a book file has, 0 if it cannot be one. */
export function lobsterLevels(line: Uint8Array): number {
  const fields = countFields(line, 0, line.length);
  return fields % 4 === 0 && fields / 4 <= LOBSTER_MAX_LEVELS ? fields / 4 : 0;
}

/** The line of a row as LOBSTER writes it, without its end. */
export function lobsterBookLine(rows: LobsterBookRows, row: number): string {
  const width = 4 * rows.levels;
  return rows.values.subarray(row * width, (row + 1) * width).join(",");
}
