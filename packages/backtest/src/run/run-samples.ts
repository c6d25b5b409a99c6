import type { Portfolio } from "@hotpath/portfolio";
import type { BacktestColumns } from "./backtest-run.ts";
import { ColumnBuilder } from "./internal/column-builder.ts";
import { markOf } from "./run-recorder.ts";

/** Takes samples of a portfolio: the columns of a run. */
export class RunSamples {
  readonly #portfolio: Portfolio;
  readonly #instruments: number;
  readonly #time: ColumnBuilder;
  readonly #equity: ColumnBuilder;
  readonly #gross: ColumnBuilder;
  readonly #net: ColumnBuilder;
  readonly #positions: readonly ColumnBuilder[];
  readonly #marks: readonly ColumnBuilder[];

  /** @param expected how many samples there will be, as far as that is known */
  constructor(portfolio: Portfolio, expected: number) {
    const column = (): ColumnBuilder => new ColumnBuilder(expected);
    this.#portfolio = portfolio;
    this.#instruments = portfolio.instruments.size;
    [this.#time, this.#equity, this.#gross, this.#net] = [column(), column(), column(), column()];
    this.#positions = Array.from({ length: this.#instruments }, column);
    this.#marks = Array.from({ length: this.#instruments }, column);
  }

  /** Samples taken so far. */
  get count(): number {
    return this.#time.length;
  }

  take(micros: number): void {
    const portfolio = this.#portfolio;
    this.#time.push(micros);
    this.#equity.push(portfolio.equity());
    this.#gross.push(portfolio.openPositions === 0 ? 0 : portfolio.grossExposure());
    this.#net.push(portfolio.openPositions === 0 ? 0 : portfolio.netExposure());
    for (let i = 0; i < this.#instruments; i++) {
      this.#positions[i]!.push(portfolio.position(i));
      this.#marks[i]!.push(markOf(portfolio, i));
    }
  }

  /** @param initialCash what the benchmark begins with */
  columns(initialCash: number): BacktestColumns {
    const equity = this.#equity.take();
    const marks = this.#marks.map((column) => column.take());
    return {
      timeMicros: this.#time.take(),
      equity,
      benchmark: benchmarkOf(marks, equity.length, initialCash),
      drawdown: drawdownOf(equity),
      grossExposure: this.#gross.take(),
      netExposure: this.#net.take(),
      positions: this.#positions.map((column) => column.take()),
      marks,
    };
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
