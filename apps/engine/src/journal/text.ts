/** Texts that the commands on journals share. */

import { statSync } from "node:fs";
import { ConfigError, formatTimestamp } from "@hotpath/core";

/** JSON of a document that has times and bounds in it: bigints as text, no end as "unbounded". */
export function jsonOf(document: unknown): string {
  const plain = (_: string, value: unknown) =>
    typeof value === "bigint" ? String(value) : value === Number.POSITIVE_INFINITY ? "unbounded" : value;
  return JSON.stringify(document, plain, 2);
}

/** @throws {ConfigError} if there is no such folder */
export function journalFolder(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw new ConfigError("FOLDER", folder, "a folder that is there");
}

/** Bytes for people. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** A count with its thousands apart. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** A time, or nothing. */
export function timeText(time: bigint | undefined): string {
  return time === undefined ? "" : formatTimestamp(time);
}

/** What a loss of power may take, by the milliseconds of a promise. */
export function riskText(riskMillisMax: number | undefined): string {
  if (riskMillisMax === undefined) return "not told";
  return Number.isFinite(riskMillisMax) ? `${countText(riskMillisMax)} ms` : "no bound";
}
