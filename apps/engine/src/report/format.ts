/** Numbers as people read them; the same in the terminal and in the HTML file. Digits are grouped by commas. */

const MINUS = "-";

/** `1,234,567`. */
export function integer(value: number): string {
  return fixed(value, 0);
}

/** `1,234.50` with two decimals. What is not finite is a dash. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return "–";
  const text = value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace("-", MINUS);
}

/** Money with two decimals, and a sign where it is a change. */
export function money(value: number, signed = false): string {
  return signed && value > 0 ? `+${fixed(value, 2)}` : fixed(value, 2);
}

/** A share as per cent: 0.1234 is `12.34 %`. */
export function percent(share: number, decimals = 2, signed = false): string {
  const text = fixed(share * 100, decimals);
  return text === "–" ? text : `${signed && share > 0 ? "+" : ""}${text} %`;
}

/** Exact decimal text to two decimals, grouped: for people, who do not read ten thousandths. */
export function moneyText(exact: string, signed = false): string {
  return money(Number(exact), signed);
}

/** Nanoseconds, whole; from a hundred thousand on in microseconds, from a hundred million on in milliseconds. */
export function nanos(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (value >= 1e8) return `${fixed(value / 1e6, 0)} ms`;
  if (value >= 1e5) return `${fixed(value / 1e3, 0)} µs`;
  return fixed(value, 0);
}

/** Seconds as `4.2 s`, `9 min 52 s` or `2 h 05 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${fixed(seconds, 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

/** Bytes as `16.0 GiB` or `1.2 MiB`. */
export function bytes(value: number): string {
  const size = Math.abs(value);
  if (size >= 2 ** 30) return `${fixed(value / 2 ** 30, 1)} GiB`;
  if (size >= 2 ** 20) return `${fixed(value / 2 ** 20, 1)} MiB`;
  return `${fixed(value / 1024, 0)} KiB`;
}

/** `PositionVar 538, PortfolioVar 374`, the most frequent first; `none` where there is nothing. */
export function counted(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return entries.length === 0 ? "none" : entries.map(([name, count]) => `${name} ${integer(count)}`).join(", ");
}
