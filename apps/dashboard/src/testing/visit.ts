/** One look at the page in a browser: what it shows, and what it complains of. */
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { until } from "./until.ts";

/** How a page is looked at. */
export interface VisitOptions {
  width?: number;
  height?: number;
  scheme?: "dark" | "light";
  context?: BrowserContextOptions;
}

export class Visit implements AsyncDisposable {
  readonly page: Page;
  /** Errors and warnings of the console, scripts that threw, and what the Content-Security-Policy kept out. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.complaints.push(`threw: ${error.stack ?? error.message}`));
  }

  static async to(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
    const { width = 1280, height = 720, scheme = "dark" } = options;
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, ...options.context });
    const visit = new Visit(await context.newPage());
    await visit.page.goto(url);
    return visit;
  }

  /** A panel by its class. */
  panel(name: string): Locator {
    return this.page.locator(`.panel.${name}`);
  }

  /** A text of the page; empty where there is none. */
  async text(selector: string): Promise<string> {
    return (
      (await this.page
        .locator(selector)
        .first()
        .textContent({ timeout: 1000 })
        .catch(() => "")) ?? ""
    );
  }

  /** Cells of the rows that a table shows. */
  async rows(panel: string): Promise<string[][]> {
    return await this.page.evaluate(
      (name) =>
        [...document.querySelectorAll<HTMLTableRowElement>(`.panel.${name} tbody tr`)]
          .filter((row) => !row.hidden && !row.classList.contains("below"))
          .map((row) => [...row.cells].map((cell) => cell.textContent ?? "")),
      panel,
    );
  }

  /** Levels of the ladder, best first: price and size as they are written. */
  async levels(side: "bid" | "ask"): Promise<[string, string][]> {
    const rows = await this.page.evaluate(
      (name) =>
        [...document.querySelectorAll(`.ladder .row.${name}`)].map((row): [string, string] => [
          row.querySelector(".price")!.textContent ?? "",
          row.querySelector(".size")!.textContent ?? "",
        ]),
      side,
    );
    const shown = rows.filter(([price]) => price !== "");
    return side === "ask" ? shown.reverse() : shown;
  }

  /** A figure of the header. */
  async figure(title: string): Promise<string> {
    return await this.text(`.figure:has(dt:text-is("${title}")) dd`);
  }

  /** The sequence that the page has come to. */
  async sequence(): Promise<number> {
    return Number((await this.figure("inputs")).replaceAll(",", ""));
  }

  /** Waits until everything that has changed is drawn. */
  async drawn(): Promise<void> {
    await this.page.evaluate(() => (window as never as { hotpath: { drawn(): Promise<void> } }).hotpath.drawn());
  }

  /** Waits until the page shows an engine at work. */
  async alive(): Promise<void> {
    await until(
      async () => (await this.sequence()) > 0 && (await this.levels("bid")).length > 0,
      "the page shows data",
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}
