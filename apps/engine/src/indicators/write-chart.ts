import { html } from "../report/html.ts";
import { htmlPage, pageAssets, writePage } from "../report/html-page.ts";
import { type IndicatorRun, shown } from "./result.ts";

/** Overlays are drawn on the prices; everything else has a panel of its own. */
const OVERLAYS = new Set(["Overlap Studies", "Price Transform"]);

/**
 * Writes a chart as one HTML file that loads nothing.
 *
 * @throws {ConfigError} naming `--html` if the file cannot be written
 */
export async function writeChart(run: IndicatorRun, path: string): Promise<void> {
  const assets = await pageAssets(new URL("./chart.client.js", import.meta.url));
  const { indicator, file } = run;
  const { title, formula, source } = indicator.definition;
  const params = Object.entries(indicator.params).map(([key, value]) => `${key} ${value}`);
  const figures = panels(run).map(
    (panel) => html`<figure><figcaption>${panel.title}</figcaption><div class="chart" id="${panel.id}"></div></figure>`,
  );
  const page = htmlPage(
    {
      title: `${indicator.name}, ${file.rows} bars`,
      header: html`<h1>${indicator.name}</h1>
<p>${title}${params.length > 0 && ` · ${params.join(", ")}`} · ${file.rows} bars</p>`,
      main: [html`<section>\n${figures}\n<p class="small">${formula}. Source: ${source}.</p>\n</section>`],
      data: chartData(run),
    },
    assets,
  );
  await writePage(path, "--html", page);
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
