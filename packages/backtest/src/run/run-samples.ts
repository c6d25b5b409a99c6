import type { Portfolio } from "@hotpath/portfolio";
import type { BacktestColumns } from "./backtest-run.ts";

/** Takes samples of a portfolio: the columns of a run. */
export class RunSamples {
  readonly #portfolio: Portfolio;
  #time: Float64Array;
  #equity: Float64Array;
  #gross: Float64Array;
  #net: Float64Array;
  /** By instrument. */
  #positions: Float64Array[];
  #marks: Float64Array[];
  /** All columns have room for as many. */
  #room: number;
  #count = 0;

  /** @param expected how many samples there will be, as far as that is known */
  constructor(portfolio: Portfolio, expected: number) {
    this.#portfolio = portfolio;
    this.#room = Math.max(16, expected);
    const column = (): Float64Array => new Float64Array(this.#room);
    [this.#time, this.#equity, this.#gross, this.#net] = [column(), column(), column(), column()];
    this.#positions = Array.from({ length: portfolio.instruments.size }, column);
    this.#marks = Array.from({ length: portfolio.instruments.size }, column);
  }

  /** Samples taken so far. */
  get count(): number {
    return this.#count;
  }

  take(micros: number): void {
    if (this.#count === this.#room) this.#grow();
    const portfolio = this.#portfolio;
    const at = this.#count++;
    this.#time[at] = micros;
    this.#equity[at] = portfolio.equity();
    if (portfolio.openPositions > 0) {
      this.#gross[at] = portfolio.grossExposure();
      this.#net[at] = portfolio.netExposure();
    }
    const positions = this.#positions;
    for (let i = 0; i < positions.length; i++) {
      positions[i]![at] = portfolio.position(i);
      this.#marks[i]![at] = portfolio.mark2x(i) / 2;
    }
  }

  /** @param initialCash what the benchmark begins with */
  columns(initialCash: number): BacktestColumns {
    const taken = (column: Float64Array): Float64Array =>
      this.#count === this.#room ? column : column.slice(0, this.#count);
    const equity = taken(this.#equity);
    const marks = this.#marks.map(taken);
    return {
      timeMicros: taken(this.#time),
      equity,
      benchmark: benchmarkOf(marks, equity.length, initialCash),
      drawdown: drawdownOf(equity),
      grossExposure: taken(this.#gross),
      netExposure: taken(this.#net),
      positions: this.#positions.map(taken),
      marks,
    };
  }

  #grow(): void {
    this.#room *= 2;
    const wider = (column: Float64Array): Float64Array => {
      const grown = new Float64Array(this.#room);
      grown.set(column);
      return grown;
    };
    [this.#time, this.#equity, this.#gross, this.#net] = [this.#time, this.#equity, this.#gross, this.#net].map(
      wider,
    ) as [Float64Array, Float64Array, Float64Array, Float64Array];
    this.#positions = this.#positions.map(wider);
    this.#marks = this.#marks.map(wider);
  }
}

/** The fall from the highest value so far, as a share of it; 0 while there is nothing to fall from. */
export function drawdownOf(equity: Float64Array): Float64Array {
  const out = new Float64Array(equity.length);
  let peak = 0;
  for (let i = 0; i < equity.length; i++) {
    const value = equity[i]!;
    peak = Math.max(peak, value);
    if (peak > 0) out[i] = 1 - value / peak;
  }
  return out;
}

function benchmarkOf(marks: readonly Float64Array[], length: number, cash: number): Float64Array {
  const out = new Float64Array(length);
  const share = cash / marks.length;
  for (const column of marks) addBenchmark(out, column, share);
  return out;
}

function addBenchmark(out: Float64Array, marks: Float64Array, share: number): void {
  const first = marks.find((mark) => !Number.isNaN(mark)) ?? Number.NaN;
  for (let i = 0; i < out.length; i++) {
    const mark = marks[i]!;
    out[i]! += Number.isNaN(mark) ? share : (share * mark) / first;
  }
}
