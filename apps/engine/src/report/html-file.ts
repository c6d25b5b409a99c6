import { pageAssets, writePage } from "./html-page.ts";
import { htmlReport } from "./html-report.ts";
import type { DemoReport } from "./report.ts";

/**
 * Writes the HTML report: one file that loads nothing, neither from the network nor from beside it.
 *
 * @throws {ConfigError} naming `--report` if the file cannot be written
 */
export async function writeHtml(report: DemoReport, path: string): Promise<void> {
  const assets = await pageAssets(new URL("./page.client.js", import.meta.url));
  await writePage(path, "--report", htmlReport(report, assets));
}
