import { ConfigError } from "@hotpath/core";
import { html, scriptJson, scriptText } from "../report/html.ts";
import { type IndicatorRun, shown } from "./result.ts";

/** Overlays are drawn on the prices; everything else has a panel of its own. */
const OVERLAYS = new Set(["Overlap Studies", "Price Transform"]);

/**
 * Writes a chart as one HTML file that loads nothing.
 *
 * @throws {ConfigError} naming `--html` if the file cannot be written
 */
export async function writeChart(run: IndicatorRun, path: string): Promise<void> {
  const local = (name: string) => Bun.file(new URL(name, import.meta.url)).text();
  const library = (name: string) => Bun.file(new URL(import.meta.resolve(`uplot/dist/${name}`))).text();
  const [style, chartStyle, script, chartScript] = await Promise.all([
    local("../report/page.css"),
    library("uPlot.min.css"),
    local("./chart.client.js"),
    library("uPlot.iife.min.js"),
  ]);
  try {
    await Bun.write(path, page(run, `${chartStyle}\n${style}`, [chartScript, script]));
  } catch (error) {
    throw new ConfigError("--html", path, `a file that can be written (${(error as Error).message})`);
  }
}

function page(run: IndicatorRun, style: string, scripts: readonly string[]): string {
  const { indicator, file } = run;
  const params = Object.entries(indicator.params).map(([key, value]) => `${key} ${value}`);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${indicator.name}, ${file.rows} bars</title>
<style>${scriptText(style)}</style>
</head>
<body>
<header>
<h1>${indicator.name}</h1>
<p>${indicator.definition.title}${params.length > 0 && ` · ${params.join(", ")}`} · ${file.rows} bars</p>
</header>
<main>
<section>
${panels(run).map(
  ({ id, title }) => html`<figure><figcaption>${title}</figcaption><div class="chart" id="${id}"></div></figure>`,
)}
<p class="small">${indicator.definition.formula}. Source: ${indicator.definition.source}.</p>
</section>
</main>
<script type="application/json" id="data">${scriptJson(chartData(run))}</script>
${scripts.map((script) => html`<script>${scriptText(script)}</script>\n`)}</body>
</html>
`.text;
}

interface Panel {
  id: string;
  title: string;
  series: { name: string; bars: boolean; values: (number | null)[] }[];
}

function panels({ indicator, columns, outputs }: IndicatorRun): Panel[] {
  const priceName = columns.close ? "close" : indicator.inputs[0]!;
  const price = { name: priceName, bars: false, values: plain(columns[priceName]!) };
  const series = indicator.outputs.map(({ name, kind }, m) => ({
    name,
    bars: kind === "histogram" || kind === "pattern" || kind === "integer",
    values: plain(outputs[m]!),
  }));
  if (OVERLAYS.has(indicator.definition.group)) return [{ id: "price", title: priceName, series: [price, ...series] }];
  return [
    { id: "price", title: priceName, series: [price] },
    { id: "indicator", title: indicator.name, series },
  ];
}

function chartData(run: IndicatorRun): { seconds: number[]; dated: boolean; panels: Panel[] } {
  const times = run.file.labels?.map((label) => Date.parse(label) / 1000);
  const dated = times?.every(Number.isFinite) ?? false;
  return { seconds: dated ? times! : Array.from({ length: run.file.rows }, (_, i) => i), dated, panels: panels(run) };
}

function plain(column: Float64Array): (number | null)[] {
  return Array.from(column, (value) => (Number.isFinite(value) ? Number(shown(value)) : null));
}
