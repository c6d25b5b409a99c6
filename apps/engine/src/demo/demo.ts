/**
 * `hotpath demo`: a backtest on real bars, a live run on a simulated exchange, and a report of both.
 *
 * The first line is printed before anything heavy is loaded.
 */
import { paintFor } from "../terminal/paint.ts";
import { version } from "../version.ts";

/** The options of the command, parsed. */
export interface DemoOptions {
  seed: bigint;
  events: number;
  symbols: number;
  /** A CSV file instead of the S&P 500. */
  bars?: string;
  /** Where the HTML report goes; false for nowhere. */
  report: string | false;
  json: boolean;
}

/**
 * Runs the demo.
 *
 * @returns the status to exit with
 * @throws {ConfigError} if `bars` names no usable file, or `report` a place that cannot be written
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const start = Bun.nanoseconds();
  const print = (lines: readonly string[]) => {
    if (!options.json) process.stdout.write(`${lines.join("\n")}\n`);
  };
  const paint = paintFor(process.stdout);
  print([paint("bold", `Hotpath ${version}`) + paint("dim", `  reference engine, seed ${options.seed}`)]);
  const { createReport } = await import("./create-report.ts");
  const report = await createReport(options, start);
  const { reportJson } = await import("../report/report.ts");
  if (options.report !== false) {
    const { writeHtml } = await import("../report/html-file.ts");
    await writeHtml(report, options.report);
  }
  if (options.json) {
    process.stdout.write(`${reportJson(report)}\n`);
    return 0;
  }
  const { reportLines } = await import("../report/terminal-report.ts");
  print(reportLines(report, paint));
  if (options.report !== false) {
    const { resolve } = await import("node:path");
    print(["", `  ${paint("bold", "Report")}  ${resolve(options.report)}`]);
  }
  return 0;
}
