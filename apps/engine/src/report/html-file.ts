import { ConfigError } from "@hotpath/core";
import { htmlReport } from "./html-report.ts";
import type { DemoReport } from "./report.ts";

/**
 * Writes the HTML report: one file that loads nothing, neither from the network nor from beside it.
 *
 * @throws {ConfigError} naming `--report` if the file cannot be written
 */
export async function writeHtml(report: DemoReport, path: string): Promise<void> {
  const local = (name: string) => Bun.file(new URL(name, import.meta.url)).text();
  const library = (name: string) => Bun.file(new URL(import.meta.resolve(`uplot/dist/${name}`))).text();
  const [style, chartStyle, script, chartScript] = await Promise.all([
    local("./page.css"),
    library("uPlot.min.css"),
    local("./page.client.js"),
    library("uPlot.iife.min.js"),
  ]);
  const page = htmlReport(report, { style: `${chartStyle}\n${style}`, scripts: [chartScript, script] });
  try {
    await Bun.write(path, page);
  } catch (error) {
    throw new ConfigError("--report", path, `a file that can be written (${(error as Error).message})`);
  }
}
