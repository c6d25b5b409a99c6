import { ConfigError } from "@hotpath/core";
import type { DateFormat } from "@hotpath/market-data";
import { barsOfFile, looksLikeBars } from "../../backtest/bars.ts";
import type { FeedOptions, RunFeed } from "./feed.ts";

/**
 * Opens what `--feed` names: `demo`, an address of a venue, a catalog, a file of bars, or a recording.
 *
 * @param isOver whether the user has seen enough
 * @throws {ConfigError} naming the option that is wrong
 */
export async function openFeed(options: FeedOptions, isOver: () => boolean): Promise<RunFeed> {
  const { feed, format } = options;
  if (feed === "demo") return (await import("./demo-feed.ts")).openDemoFeed(options);
  if (/^wss?:/i.test(feed)) return (await import("./live-feed.ts")).openLiveFeed(options, isOver);
  const { openCatalogData } = await import("../../catalog/catalog-data.ts");
  const stored = await openCatalogData(feed, "--feed", options);
  if (stored !== undefined) {
    if (!("bars" in stored)) return (await import("./row-source.ts")).feedOfRows(stored.rows);
    return (await import("./bars-feed.ts")).feedOfBars(stored.bars, stored.instruments, {
      name: feed,
      path: feed,
      notes: [],
    });
  }
  if (format === "bars" || (format === undefined && (await looksLikeBars(feed)))) return openBarsFeed(feed, options);
  const { feedOfRows } = await import("./row-source.ts");
  const { recordingRows } = await import("./recording-rows.ts");
  return feedOfRows(await recordingRows({ ...options, file: feed, option: "--feed" }));
}

async function openBarsFeed(path: string, { symbols, columns, timeFormat }: FeedOptions): Promise<RunFeed> {
  if (symbols.length > 1)
    throw new ConfigError("--symbol", symbols.join(", "), "one name: a file of bars is one instrument");
  const { series, definition, source, rows, rejected } = await barsOfFile(path, "--feed", {
    timeOption: "--time-format",
    ...(symbols[0] !== undefined && { symbol: symbols[0] }),
    ...(columns !== undefined && { columns }),
    ...(timeFormat !== undefined && { dateFormat: timeFormat as DateFormat }),
  });
  const notes = rejected > 0 ? [`${rejected} of ${rows} rows could not be read`] : [];
  return (await import("./bars-feed.ts")).feedOfBars([series], [definition], { name: source, path, notes });
}
