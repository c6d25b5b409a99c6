/** Indicators of the market as the gateway sees it: each is computed once, for all clients that ask for it. */
import { PriceHistory } from "@hotpath/cache";
import {
  ConfigError,
  type EventCursor,
  type Instrument,
  joinNanos,
  microsOf,
  POWERS_OF_TEN,
  Quote,
} from "@hotpath/core";
import { findDefinition, Indicator, type IndicatorStream } from "@hotpath/indicators";
import type { BarView, ClosedBar } from "./bar-view.ts";
import type { HistoryOptions } from "./history-options.ts";
import { Refusal } from "./refusal.ts";
import { TopicLog } from "./topic-log.ts";

/** What moves an indicator on. */
type Source = "bars" | "quotes";

/** The series that indicators may take of each source. `real` is the close of a bar, the mid price of a quote. */
const SERIES: Readonly<Record<Source, readonly string[]>> = {
  bars: ["real", "open", "high", "low", "close", "volume"],
  quotes: ["real", "close", "bidPrice", "bidSize", "askPrice", "askSize"],
};
/** Bars or quotes before the first value, at the most: it bounds what one indicator holds. */
const MOST_LOOKBACK = 10_000;

/** An indicator that is computed, and what it said lately. */
export interface Computation {
  readonly instrument: number;
  readonly source: Source;
  /** Names of the outputs, in the order of the values. */
  readonly outputs: readonly string[];
  readonly log: TopicLog;
}

interface Running extends Computation {
  readonly key: string;
  readonly stream: IndicatorStream;
  users: number;
}

/** All of them. */
export class IndicatorView {
  readonly #instruments: readonly Instrument[];
  readonly #options: HistoryOptions;
  readonly #bars: BarView;
  readonly #quotes: PriceHistory<"sequence" | "micros" | "nanos" | "bidPrice" | "bidSize" | "askPrice" | "askSize">;
  /** The engine's sequence when the gateway began: what was before it nobody has seen. */
  readonly #startSequence: number;
  /** The one used longest ago first. */
  readonly #running = new Map<string, Running>();
  readonly #bySource: Readonly<Record<Source, Map<number, Set<Running>>>> = { bars: new Map(), quotes: new Map() };
  /** A bar or quote as an indicator takes it, used again and again. */
  readonly #row: Record<string, number> = {};

  constructor(instruments: readonly Instrument[], options: HistoryOptions, bars: BarView, startSequence: number) {
    this.#instruments = instruments;
    this.#options = options;
    this.#bars = bars;
    this.#startSequence = startSequence;
    this.#quotes = new PriceHistory({
      symbols: instruments.length,
      capacity: options.keptRows,
      columns: ["sequence", "micros", "nanos", "bidPrice", "bidSize", "askPrice", "askSize"],
    });
  }

  /** How many are computed. */
  get size(): number {
    return this.#running.size;
  }

  /**
   * An indicator, to be given back by {@link close}; it has been computed over the bars or quotes that are kept.
   *
   * @param request `{ name, parameters, updates }`
   * @throws {Refusal} naming what is wrong, or where no more indicators can be computed
   */
  open(instrument: number, request: unknown): Computation {
    const { indicator, source } = parseRequest(request);
    const key = `${instrument} ${source} ${indicator.name} ${JSON.stringify(indicator.params)}`;
    const found = this.#running.get(key);
    const running = found ?? this.#begin(key, instrument, indicator, source);
    running.users += 1;
    // The newest use stands last.
    this.#running.delete(key);
    this.#running.set(key, running);
    return running;
  }

  /** One client less is interested. It goes on until another one needs its place. */
  close(computation: Computation): void {
    (computation as Running).users -= 1;
  }

  /** A bar has closed. @returns whether an indicator has said something */
  bar(bar: ClosedBar): boolean {
    const { instrument, sequence, open, high, low, close, volume } = bar;
    const affected = this.#bySource.bars.get(instrument);
    if (affected === undefined) return false;
    const micros = microsOf(bar.time);
    let isNews = false;
    for (const each of affected) {
      this.#setBar(instrument, open, high, low, close, volume);
      if (this.#advance(each, sequence, micros, 0)) isNews = true;
    }
    return isNews;
  }

  /** A quote has come; one without both sides, or crossed, says nothing. @returns whether an indicator has said something */
  quote(event: EventCursor): boolean {
    const { instrument, sequence, micros, nanos } = event;
    const [bidPrice, askPrice] = [Quote.bidPrice(event), Quote.askPrice(event)];
    const [bidSize, askSize] = [Quote.bidSize(event), Quote.askSize(event)];
    if (!(bidSize > 0 && askSize > 0 && bidPrice <= askPrice) || this.#instruments[instrument] === undefined)
      return false;
    this.#quotes.append(instrument, sequence, micros, nanos, bidPrice, bidSize, askPrice, askSize);
    const affected = this.#bySource.quotes.get(instrument);
    if (affected === undefined) return false;
    let isNews = false;
    for (const each of affected) {
      this.#setQuote(instrument, bidPrice, bidSize, askPrice, askSize);
      if (this.#advance(each, sequence, micros, nanos)) isNews = true;
    }
    return isNews;
  }

  #begin(key: string, instrument: number, indicator: Indicator, source: Source): Running {
    if (this.#running.size >= this.#options.maxIndicators) this.#makeRoom();
    const running: Running = {
      key,
      instrument,
      source,
      outputs: indicator.outputs.map(({ name }) => name),
      stream: indicator.stream(),
      users: 0,
      log: new TopicLog(this.#options.keptRows, this.#unseen(instrument, source)),
    };
    this.#warmUp(running);
    const peers = this.#bySource[source].get(instrument) ?? new Set();
    this.#bySource[source].set(instrument, peers.add(running));
    return running;
  }

  /** Ends the one that nobody uses since longest ago. */
  #makeRoom(): void {
    for (const [key, running] of this.#running) {
      if (running.users > 0) continue;
      this.#running.delete(key);
      const peers = this.#bySource[running.source].get(running.instrument)!;
      peers.delete(running);
      if (peers.size === 0) this.#bySource[running.source].delete(running.instrument);
      return;
    }
    const { maxIndicators } = this.#options;
    throw new Refusal("REFUSED", `${maxIndicators} indicators are in use; a gateway computes no more`, "indicator");
  }

  /** The sequence of the last bar or quote that was seen, or may have been, and is not kept. */
  #unseen(instrument: number, source: Source): number {
    const history = source === "bars" ? this.#bars.history : this.#quotes;
    const kept = history.length(instrument);
    if (history.total(instrument) === kept) return this.#startSequence;
    return history.window(instrument, "sequence")[0]! - 1;
  }

  #warmUp(running: Running): void {
    const { instrument, source } = running;
    if (source === "bars") {
      const { history } = this.#bars;
      const column = (name: (typeof history.columns)[number]): Float64Array => history.window(instrument, name);
      const [sequence, micros, open, high] = [column("sequence"), column("micros"), column("open"), column("high")];
      const [low, close, volume] = [column("low"), column("close"), column("volume")];
      for (let k = 0; k < sequence.length; k++) {
        this.#setBar(instrument, open[k]!, high[k]!, low[k]!, close[k]!, volume[k]!);
        this.#advance(running, sequence[k]!, micros[k]!, 0);
      }
      return;
    }
    const history = this.#quotes;
    const column = (name: (typeof history.columns)[number]): Float64Array => history.window(instrument, name);
    const [sequence, micros, nanos] = [column("sequence"), column("micros"), column("nanos")];
    const [bid, bidSize, ask, askSize] = [column("bidPrice"), column("bidSize"), column("askPrice"), column("askSize")];
    for (let k = 0; k < sequence.length; k++) {
      this.#setQuote(instrument, bid[k]!, bidSize[k]!, ask[k]!, askSize[k]!);
      this.#advance(running, sequence[k]!, micros[k]!, nanos[k]!);
    }
  }

  #setBar(instrument: number, open: number, high: number, low: number, close: number, volume: number): void {
    const { price, size } = this.#scales(instrument);
    const row = this.#row;
    row.open = open / price;
    row.high = high / price;
    row.low = low / price;
    row.close = close / price;
    row.real = row.close;
    row.volume = volume / size;
  }

  #setQuote(instrument: number, bidPrice: number, bidSize: number, askPrice: number, askSize: number): void {
    const { price, size } = this.#scales(instrument);
    const row = this.#row;
    row.bidPrice = bidPrice / price;
    row.askPrice = askPrice / price;
    row.close = (bidPrice + askPrice) / (2 * price);
    row.real = row.close;
    row.bidSize = bidSize / size;
    row.askSize = askSize / size;
  }

  #scales(instrument: number): { price: number; size: number } {
    const { priceDecimals, sizeDecimals } = this.#instruments[instrument]!;
    return { price: POWERS_OF_TEN[priceDecimals]!, size: POWERS_OF_TEN[sizeDecimals]! };
  }

  /** Takes the row in. @returns whether there are values */
  #advance(running: Running, sequence: number, micros: number, nanos: number): boolean {
    const { stream, instrument, outputs, log } = running;
    stream.update(this.#row);
    const values = outputs.map((_, k) => stream.value(k));
    if (values.every(Number.isNaN)) return false;
    log.append({ type: "indicator", sequence, time: joinNanos(micros, nanos), instrument, values });
    return true;
  }
}

const KEYS = ["name", "parameters", "updates"];

function parseRequest(request: unknown): { indicator: Indicator; source: Source } {
  if (!isMap(request)) throw new Refusal("BAD_VALUE", `is missing; allowed: a map of ${KEYS.join(", ")}`, "indicator");
  const unknown = Object.keys(request).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new Refusal("BAD_VALUE", `is none of ${KEYS.join(", ")}`, `indicator.${unknown}`);
  const { name, parameters = {}, updates = "bars" } = request;
  if (typeof name !== "string") throw new Refusal("BAD_VALUE", "is missing; allowed: a text", "indicator.name");
  if (!isMap(parameters)) throw new Refusal("BAD_VALUE", "allowed: numbers by name", "indicator.parameters");
  if (updates !== "bars" && updates !== "quotes")
    throw new Refusal("BAD_VALUE", "allowed: bars, quotes", "indicator.updates");
  const indicator = indicatorOf(name, parameters);
  const missing = indicator.inputs.filter((input) => !SERIES[updates].includes(input));
  if (missing.length > 0)
    throw new Refusal(
      "BAD_VALUE",
      `${indicator.name} takes ${missing.join(", ")}, which ${updates} have not`,
      "indicator.name",
    );
  if (indicator.lookback > MOST_LOOKBACK)
    throw new Refusal(
      "BAD_VALUE",
      `${indicator.name} begins after ${indicator.lookback} ${updates}; allowed: at most ${MOST_LOOKBACK}`,
      "indicator.parameters",
    );
  return { indicator, source: updates };
}

/** @throws {Refusal} naming the parameter */
function indicatorOf(name: string, parameters: Readonly<Record<string, unknown>>): Indicator {
  try {
    return new Indicator(findDefinition(name), parameters);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const dot = error.path.indexOf(".");
    const path = error.path === "indicator" ? "name" : `parameters${dot < 0 ? "" : error.path.slice(dot)}`;
    throw new Refusal("BAD_VALUE", error.message, `indicator.${path}`);
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
