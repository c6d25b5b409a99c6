/** A page in one file that loads nothing, neither from the network nor from beside it, with charts drawn in it. */
import { ConfigError } from "@hotpath/core";
import { type Html, type HtmlPart, html, scriptJson, scriptText } from "./html.ts";

/** What is put into a page beside its content. */
export interface PageAssets {
  style: string;
  scripts: readonly string[];
}

/** The content of a page. */
export interface Page {
  title: string;
  header: Html;
  main: readonly HtmlPart[];
  footer?: HtmlPart;
  /** What the page's script draws. */
  data: unknown;
}

/** Reads the style and the chart library, what all pages share, and the script that draws a page's charts. */
export async function pageAssets(client: URL): Promise<PageAssets> {
  const library = (name: string) => Bun.file(new URL(import.meta.resolve(`uplot/dist/${name}`))).text();
  const own = (name: string) => Bun.file(new URL(name, import.meta.url)).text();
  const [style, chartStyle, script, shared, chartScript] = await Promise.all([
    own("./page.css"),
    library("uPlot.min.css"),
    Bun.file(client).text(),
    own("./charts.client.js"),
    library("uPlot.iife.min.js"),
  ]);
  return { style: `${chartStyle}\n${style}`, scripts: [chartScript, shared, script] };
}

/** The whole page. */
export function htmlPage({ title, header, main, footer, data }: Page, assets: PageAssets): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${title}</title>
<style>${scriptText(assets.style)}</style>
</head>
<body>
<header>
${header}
</header>
<main>
${main.map((part) => html`${part}\n`)}</main>
${footer !== undefined && html`<footer>${footer}</footer>\n`}<script type="application/json" id="data">${scriptJson(data)}</script>
${assets.scripts.map((script) => html`<script>${scriptText(script)}</script>\n`)}</body>
</html>
`.text;
}

/**
 * Writes a page.
 *
 * @param option the option that named the file
 * @throws {ConfigError} naming the option if the file cannot be written
 */
export async function writePage(path: string, option: string, page: string): Promise<void> {
  try {
    await Bun.write(path, page);
  } catch (error) {
    throw new ConfigError(option, path, `a file that can be written (${(error as Error).message})`);
  }
}
