import type { VenueInstruments } from "../../json/venue-instruments.ts";

/** What a channel of Bitfinex tells. */
export const BitfinexChannelKind = {
  Other: 0,
  /** Levels: `[price, count, amount]`. */
  Book: 1,
  /** Orders: `[id, price, amount]`. */
  RawBook: 2,
  Trades: 3,
  Ticker: 4,
} as const;

/** A channel that the venue has given a number. */
export interface BitfinexChannel {
  kind: number;
  /** The entry of its symbol; −1 where that is not known. */
  entry: number;
  symbol: string;
  /** Whether the first message, which is whole, has come. */
  hasSnapshot: boolean;
  /** Whether messages were lost since it last told something. */
  isLost: boolean;
  /** Whether we have ended it, and the venue has not said so yet: what it still tells is of no use. */
  isClosing: boolean;
}

/** The numbers of channels of one connection. */
export class BitfinexChannels {
  readonly #instruments: VenueInstruments;
  readonly #channels = new Map<number, BitfinexChannel>();

  constructor(instruments: VenueInstruments) {
    this.#instruments = instruments;
  }

  get(id: number): BitfinexChannel | undefined {
    return this.#channels.get(id);
  }

  /** The number of the channel of this kind for a symbol. */
  idOf(kind: number, entry: number): number | undefined {
    for (const [id, channel] of this.#channels)
      if (channel.kind === kind && channel.entry === entry && !channel.isClosing) return id;
    return undefined;
  }

  /** A channel was subscribed to. @param precision `R0` for orders one by one */
  open(id: number, name: string, symbol: string, precision: string | undefined): void {
    const kinds = {
      book: precision === "R0" ? BitfinexChannelKind.RawBook : BitfinexChannelKind.Book,
      trades: BitfinexChannelKind.Trades,
      ticker: BitfinexChannelKind.Ticker,
    } as const;
    const kind = Object.hasOwn(kinds, name) ? kinds[name as keyof typeof kinds] : BitfinexChannelKind.Other;
    const entry = this.#instruments.entryOf(symbol);
    this.#channels.set(id, { kind, entry, symbol, hasSnapshot: false, isLost: false, isClosing: false });
  }

  /** We are ending a channel. */
  leave(id: number): void {
    const channel = this.#channels.get(id);
    if (channel !== undefined) channel.isClosing = true;
  }

  /** A channel has ended. */
  close(id: number): void {
    this.#channels.delete(id);
  }

  /** Something of the connection is missing: it may have been of any channel. */
  lose(): void {
    for (const channel of this.#channels.values()) channel.isLost = true;
  }

  clear(): void {
    this.#channels.clear();
  }
}
