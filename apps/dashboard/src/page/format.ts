/** Numbers and times as people read them. */
import { formatFixed, formatTimestamp } from "@hotpath/core";

const MINUS = "−";
const grouped = [0, 1, 2, 3, 4].map(
  (digits) => new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

/** Exact units as a decimal: 50002 with 2 decimals is `500.02`. */
export function units(value: number, decimals: number): string {
  const text = formatFixed(value, decimals);
  return value < 0 ? MINUS + text.slice(1) : text;
}

/** The same with a sign wherever it is not zero. */
export function signedUnits(value: number, decimals: number): string {
  return value > 0 ? `+${units(value, decimals)}` : units(value, decimals);
}

/** A quantity of which halves may be: a mid price. */
export function midText(mid: number, decimals: number): string {
  return Number.isNaN(mid) ? "–" : (mid / 10 ** decimals).toFixed(decimals + (Number.isInteger(mid) ? 0 : 1));
}

/** `1,234.50`; what is not finite is a dash. */
export function fixed(value: number, digits: 0 | 1 | 2 | 3 | 4): string {
  if (!Number.isFinite(value)) return "–";
  const text = grouped[digits]!.format(value);
  if (/^-0(\.0*)?$/.test(text)) return text.slice(1);
  return text.replace("-", MINUS);
}

/** Money with two decimals, and a sign where it is a change. */
export function money(value: number, isSigned = false): string {
  return isSigned && value > 0 ? `+${fixed(value, 2)}` : fixed(value, 2);
}

/** A share as per cent: 0.1234 is `12.34 %`. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${fixed(100 * share, 2)} %` : "–";
}

/** `14:30:05.123` of a time in nanoseconds since the Unix epoch, UTC. */
export function clock(nanos: bigint): string {
  return formatTimestamp(nanos).slice(11, 23);
}

/** `2024-01-02 14:30:05.123456789`, UTC. */
export function timestamp(nanos: bigint): string {
  return formatTimestamp(nanos).replace("T", " ").replace("Z", "");
}

/** Nanoseconds in the unit that fits: `740 ns`, `12.4 µs`, `3.1 ms`. */
export function duration(nanos: number): string {
  if (!Number.isFinite(nanos)) return "–";
  if (nanos < 1e3) return `${fixed(nanos, 0)} ns`;
  if (nanos < 1e6) return `${fixed(nanos / 1e3, 1)} µs`;
  if (nanos < 1e9) return `${fixed(nanos / 1e6, 1)} ms`;
  return `${fixed(nanos / 1e9, 1)} s`;
}

/** Bytes as `12 KiB`, `1.2 MiB`. */
export function bytes(size: number): string {
  if (size >= 2 ** 30) return `${fixed(size / 2 ** 30, 1)} GiB`;
  if (size >= 2 ** 20) return `${fixed(size / 2 ** 20, 1)} MiB`;
  return `${fixed(size / 1024, 0)} KiB`;
}
