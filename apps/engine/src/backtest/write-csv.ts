import type { BacktestRun } from "@hotpath/backtest";
import { ConfigError, formatTimestamp, joinNanos } from "@hotpath/core";

/**
 * Writes the trades of a run as CSV: prices in the instrument's decimals (averages may need more), amounts in money.
 *
 * @throws {ConfigError} if the file cannot be written
 */
export async function writeTradesCsv(run: BacktestRun, path: string, option: string): Promise<void> {
  const head = "symbol,side,quantity,entry_time,entry_price,exit_time,exit_price,profit,fees,return,open";
  const rows = run.trades.map((trade) => {
    const instrument = run.instruments.at(trade.instrument);
    const price = (units: number) => String(units / 10 ** instrument.priceDecimals);
    return [
      quoted(instrument.symbol),
      trade.side,
      instrument.formatSize(trade.quantity),
      timeText(trade.entryMicros),
      price(trade.entryPrice),
      trade.isOpen ? "" : timeText(trade.exitMicros),
      price(trade.exitPrice),
      trade.profit,
      trade.fees,
      trade.return,
      trade.isOpen,
    ];
  });
  await write(path, option, head, rows);
}

/** Writes the fills of a run as CSV. @throws {ConfigError} if the file cannot be written */
export async function writeFillsCsv(run: BacktestRun, path: string, option: string): Promise<void> {
  const head = "time,symbol,order_id,side,quantity,price,liquidity,fee,arrival_price,slippage,slippage_bp,delay_us";
  const rows = run.fills.map((fill) => {
    const instrument = run.instruments.at(fill.instrument);
    return [
      timeText(fill.timeMicros),
      quoted(instrument.symbol),
      fill.orderId,
      fill.side,
      instrument.formatSize(fill.quantity),
      instrument.formatPrice(fill.price),
      fill.liquidity,
      fill.fee,
      Number.isNaN(fill.arrivalPrice) ? "" : fill.arrivalPrice / 10 ** instrument.priceDecimals,
      fill.slippage,
      fill.slippageBasisPoints,
      fill.delayMicros,
    ];
  });
  await write(path, option, head, rows);
}

/** Writes the columns of a run as CSV. @throws {ConfigError} if the file cannot be written */
export async function writeCurveCsv(run: BacktestRun, path: string, option: string): Promise<void> {
  const symbols = run.instruments.list.map(({ symbol }) => quoted(`position ${symbol}`));
  const head = ["time", "equity", "benchmark", "drawdown", "gross_exposure", "net_exposure", ...symbols].join(",");
  const columns = [run.equity, run.benchmark, run.drawdown, run.grossExposure, run.netExposure];
  const rows = Array.from(run.timeMicros, (micros, i) => [
    timeText(micros),
    ...columns.map((column) => column[i]!),
    ...run.positions.map((column, n) => run.instruments.at(n).formatSize(column[i]!)),
  ]);
  await write(path, option, head, rows);
}

async function write(
  path: string,
  option: string,
  head: string,
  rows: readonly (readonly (string | number | boolean)[])[],
): Promise<void> {
  const text = `${[head, ...rows.map((row) => row.join(","))].join("\n")}\n`;
  try {
    await Bun.write(path, text);
  } catch (error) {
    throw new ConfigError(option, path, `a file that can be written (${(error as Error).message})`);
  }
}

function timeText(micros: number): string {
  return formatTimestamp(joinNanos(micros, 0));
}

/** A text as RFC 4180 has it. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
