import type { Portfolio } from "@hotpath/portfolio";
import type { BacktestColumns } from "./backtest-run.ts";

/** Columns that there are whatever the instruments. */
const FIXED = 4;

/** Takes samples of a portfolio: the columns of a run. */
export class RunSamples {
  readonly #portfolio: Portfolio;
  readonly #instruments: number;
  /** Time, equity, gross and net exposure; then position and mark of each instrument. All have room for as many. */
  #columns: Float64Array[];
  #room: number;
  #count = 0;

  /** @param expected how many samples there will be, as far as that is known */
  constructor(portfolio: Portfolio, expected: number) {
    this.#portfolio = portfolio;
    this.#instruments = portfolio.instruments.size;
    this.#room = Math.max(16, expected);
    this.#columns = Array.from({ length: FIXED + 2 * this.#instruments }, () => new Float64Array(this.#room));
  }

  /** Samples taken so far. */
  get count(): number {
    return this.#count;
  }

  take(micros: number): void {
    if (this.#count === this.#room) this.#grow();
    const portfolio = this.#portfolio;
    const columns = this.#columns;
    const at = this.#count++;
    columns[0]![at] = micros;
    columns[1]![at] = portfolio.equity();
    if (portfolio.openPositions > 0) {
      columns[2]![at] = portfolio.grossExposure();
      columns[3]![at] = portfolio.netExposure();
    }
    for (let i = 0; i < this.#instruments; i++) {
      columns[FIXED + 2 * i]![at] = portfolio.position(i);
      columns[FIXED + 2 * i + 1]![at] = portfolio.mark2x(i) / 2;
    }
  }

  /** @param initialCash what the benchmark begins with */
  columns(initialCash: number): BacktestColumns {
    const taken = this.#columns.map((column) => (this.#count === this.#room ? column : column.slice(0, this.#count)));
    const [timeMicros, equity, grossExposure, netExposure] = taken as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const rest = taken.slice(FIXED);
    const marks = rest.filter((_, n) => n % 2 === 1);
    return {
      timeMicros,
      equity,
      benchmark: benchmarkOf(marks, equity.length, initialCash),
      drawdown: drawdownOf(equity),
      grossExposure,
      netExposure,
      positions: rest.filter((_, n) => n % 2 === 0),
      marks,
    };
  }

  #grow(): void {
    this.#room *= 2;
    this.#columns = this.#columns.map((column) => {
      const wider = new Float64Array(this.#room);
      wider.set(column);
      return wider;
    });
  }
}

/** The fall from the highest value so far, as a share of it; 0 while there is nothing to fall from. */
export function drawdownOf(equity: Float64Array): Float64Array {
  let peak = 0;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return peak > 0 ? 1 - value / peak : 0;
  });
}

function benchmarkOf(marks: readonly Float64Array[], length: number, cash: number): Float64Array {
  const out = new Float64Array(length);
  const share = cash / marks.length;
  for (const column of marks) {
    const first = column.find((mark) => !Number.isNaN(mark)) ?? Number.NaN;
    for (let i = 0; i < length; i++) out[i]! += Number.isNaN(column[i]!) ? share : (share * column[i]!) / first;
  }
  return out;
}
