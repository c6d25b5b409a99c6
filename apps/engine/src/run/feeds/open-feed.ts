import { bareName } from "../../book/file-names.ts";
import type { FeedOptions, RunFeed } from "./feed.ts";

/**
 * Opens what `--feed` names: `demo`, an address of a venue, a CSV file of bars, or a recording.
 *
 * @param isOver whether the user has seen enough
 * @throws {ConfigError} naming the option that is wrong
 */
export async function openFeed(options: FeedOptions, isOver: () => boolean): Promise<RunFeed> {
  const { feed, format } = options;
  if (feed === "demo") return (await import("./demo-feed.ts")).openDemoFeed(options);
  if (/^wss?:/i.test(feed)) return (await import("./live-feed.ts")).openLiveFeed(options, isOver);
  if (format === "bars" || (format === undefined && (await isBars(feed))))
    return (await import("./bars-feed.ts")).openBarsFeed(feed);
  return (await import("./recording-feed.ts")).openRecordingFeed(options);
}

/** Whether a file is CSV with a header that names open, high, low and close. */
export async function isBars(path: string): Promise<boolean> {
  if (!bareName(path).toLowerCase().endsWith(".csv") || !(await Bun.file(path).exists())) return false;
  const start = await Bun.file(path).slice(0, 4096).text();
  const [header = ""] = start.split(/\r?\n/, 1);
  const names = header.toLowerCase();
  return ["open", "high", "low", "close"].every((name) => names.includes(name));
}
