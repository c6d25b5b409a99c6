import { POWERS_OF_TEN, Side } from "@hotpath/core";
import type { BookView } from "@hotpath/order-book";

/**
 * A venue's checksum of the top of a book. `decimals` are those of the units that the book holds, `sent` those of the
 * texts that the venue sends: both go into the digits.
 */
export interface BookChecksum {
  /** Its name in reports. */
  readonly name: string;
  /** The checksum as an unsigned 32-bit number. */
  of(view: BookView, format: ChecksumFormat): number;
}

/** The units of a book, and the digits that its venue sends. */
export interface ChecksumFormat {
  priceDecimals: number;
  sizeDecimals: number;
  /** Decimals of a price in the venue's messages. */
  sentPriceDecimals: number;
  /** Decimals of a size in the venue's messages. */
  sentSizeDecimals: number;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/** CRC-32 (ISO-HDLC, as in zlib) of the first bytes of a buffer. */
export function crc32(bytes: Uint8Array, length: number = bytes.length): number {
  let crc = -1;
  for (let i = 0; i < length; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

/**
 * Kraken, WebSocket v1 and v2: CRC-32 of the ten best asks and then the ten best bids, each as the digits of its price and
 * of its size as sent, without the point and without leading zeros.
 *
 * Source: Kraken, "Spot WebSockets 1.9: book checksum" and "Guide: book checksum (v2)".
 */
export const KRAKEN_CHECKSUM: BookChecksum = {
  name: "kraken",
  of: (view, format) => {
    text.length = 0;
    for (const side of ASKS_FIRST) {
      const count = view.depth(side, 10, levels);
      for (let row = 0; row < count; row++) {
        text.digits(rescaled(levels.price[row]!, format.priceDecimals, format.sentPriceDecimals));
        text.digits(rescaled(levels.quantity[row]!, format.sizeDecimals, format.sentSizeDecimals));
      }
    }
    return crc32(text.bytes, text.length);
  },
};

/**
 * OKX: CRC-32 of `bid:size:ask:size:…` of the 25 best levels, bids and asks by turns, the longer side alone at the end,
 * each number as sent: without needless zeros.
 *
 * Source: OKX API v5, "WebSocket, order book channel: checksum".
 */
export const OKX_CHECKSUM: BookChecksum = {
  name: "okx",
  of: (view, format) => {
    text.length = 0;
    const bids = view.depth(Side.Buy, 25, levels);
    const asks = view.depth(Side.Sell, 25, otherLevels);
    const rows = Math.max(bids, asks);
    for (let row = 0; row < rows; row++) {
      if (row < bids) level(levels, row, format);
      if (row < asks) level(otherLevels, row, format);
    }
    // The last colon does not count.
    return crc32(text.bytes, Math.max(0, text.length - 1));
  },
};

/**
 * Bitfinex: CRC-32 of `bid:amount:ask:amount:…` of the 25 best levels, bids and asks by turns, amounts of asks negative, each
 * number as JavaScript writes it.
 *
 * Source: Bitfinex API v2, "WebSocket checksum".
 */
export const BITFINEX_CHECKSUM: BookChecksum = {
  name: "bitfinex",
  of: (view, format) => {
    text.length = 0;
    const bids = view.depth(Side.Buy, 25, levels);
    const asks = view.depth(Side.Sell, 25, otherLevels);
    const rows = Math.max(bids, asks);
    for (let row = 0; row < rows; row++) {
      if (row < bids) number(levels, row, format, 1);
      if (row < asks) number(otherLevels, row, format, -1);
    }
    return crc32(text.bytes, Math.max(0, text.length - 1));
  },
};

const ASKS_FIRST = [Side.Sell, Side.Buy] as const;
const levels = { price: new Float64Array(25), quantity: new Float64Array(25) };
const otherLevels = { price: new Float64Array(25), quantity: new Float64Array(25) };

function level(from: typeof levels, row: number, format: ChecksumFormat): void {
  text.decimal(from.price[row]!, format.priceDecimals);
  text.byte(COLON);
  text.decimal(from.quantity[row]!, format.sizeDecimals);
  text.byte(COLON);
}

function number(from: typeof levels, row: number, format: ChecksumFormat, sign: number): void {
  text.number(from.price[row]!, format.priceDecimals);
  text.byte(COLON);
  text.number(sign * from.quantity[row]!, format.sizeDecimals);
  text.byte(COLON);
}

/** Units of `from` decimals as units of `to` decimals; digits that are not there are lost, and show in the checksum. */
function rescaled(units: number, from: number, to: number): number {
  if (from === to) return units;
  return from > to ? Math.floor(units / POWERS_OF_TEN[from - to]!) : units * POWERS_OF_TEN[to - from]!;
}

const ZERO = 48;
const POINT = 46;
const COLON = 58;
const MINUS = 45;
const LETTER_E = 101;

/** Text written into a buffer that is used again. */
class DigitText {
  /** 100 numbers of at most 18 characters and a colon. */
  readonly bytes: Uint8Array = new Uint8Array(2048);
  length = 0;
  readonly #reversed = new Uint8Array(24);

  byte(byte: number): void {
    this.bytes[this.length++] = byte;
  }

  /** The digits of a whole number of 0 or more; none of 0. */
  digits(value: number): void {
    let rest = value;
    let count = 0;
    while (rest > 0 && count < 24) {
      const tenth = Math.floor(rest / 10);
      this.#reversed[count++] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    while (count > 0) this.byte(this.#reversed[--count]!);
  }

  /** As {@link DigitText.decimal}, but less than 0.000001 with an exponent, `"1.5e-7"`: ECMAScript, `Number::toString`. */
  number(units: number, decimals: number): void {
    const size = Math.abs(units);
    if (size === 0 || decimals < 7 || size >= POWERS_OF_TEN[decimals - 6]!) {
      this.decimal(units, decimals);
      return;
    }
    // All digits stand behind the point of the first one.
    let digits = 1;
    while (size >= POWERS_OF_TEN[digits]!) digits++;
    this.decimal(units, digits - 1);
    this.byte(LETTER_E);
    this.byte(MINUS);
    this.decimal(decimals - digits + 1, 0);
  }

  /** Units as decimal text without needless zeros: `"1.5"` of 150 with two decimals. */
  decimal(units: number, decimals: number): void {
    if (units < 0) this.byte(MINUS);
    const size = Math.abs(units);
    const power = POWERS_OF_TEN[decimals]!;
    const whole = Math.floor(size / power);
    let fraction = size - whole * power;
    if (whole === 0) this.byte(ZERO);
    else this.digits(whole);
    if (fraction === 0) return;
    this.byte(POINT);
    let place = power / 10;
    while (fraction > 0) {
      const digit = Math.floor(fraction / place);
      this.byte(ZERO + digit);
      fraction -= digit * place;
      place /= 10;
    }
  }
}

const text = new DigitText();
