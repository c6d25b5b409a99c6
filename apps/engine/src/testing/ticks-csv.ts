import { formatFixed, formatTimestamp, Random } from "@hotpath/core";

/** What a made recording tells of its books. */
export type TicksKind = "levels" | "quotes" | "trades";

/**
 * Rows of a made market as `hotpath convert` writes them to CSV: a walk of prices by a seed, received a millisecond late and
 * more. `levels` are whole books of three levels and changes of them; all kinds have trades.
 */
export function ticksCsv(
  kind: TicksKind,
  options: { symbols?: readonly string[]; rows?: number; seed?: number; start?: string } = {},
): string {
  const { symbols = ["AAA"], rows = 3000, seed = 1, start = "2024-03-01T14:30:00Z" } = options;
  const random = new Random(seed);
  const lines = ["kind,time,receive_time,symbol,side,price,size,other_price,other_size,id,flags"];
  const mids = symbols.map(() => 10_000);
  let micros = Date.parse(start) * 1000;
  for (let row = 0; row < rows; row++) {
    micros += 1 + random.integer(2_000_000);
    const which = random.integer(symbols.length);
    mids[which]! += random.integer(5) - 2;
    const received = formatTimestamp(BigInt(micros + 1000 + random.integer(3000)) * 1000n);
    const head = `${formatTimestamp(BigInt(micros) * 1000n)},${received},${symbols[which]}`;
    const price = (offset: number): string => formatFixed(mids[which]! + offset, 2);
    const size = (): number => 1 + random.integer(500);
    if (kind === "trades" || random.integer(4) === 0) {
      const side = random.integer(2) === 0 ? "Buy" : "Sell";
      lines.push(`Trade,${head},${side},${price(side === "Buy" ? 1 : -1)},${size()},,,${row + 1},Last`);
    } else if (kind === "quotes") lines.push(`Quote,${head},,${price(-1)},${size()},${price(1)},${size()},,Last`);
    else {
      lines.push(`BookSnapshot,${head},,,,,,,Snapshot`);
      for (let level = 1; level <= 3; level++) {
        lines.push(`Level,${head},Buy,${price(-level)},${size()},,,,Snapshot`);
        lines.push(`Level,${head},Sell,${price(level)},${size()},,,,${level === 3 ? "Snapshot|Last" : "Snapshot"}`);
      }
    }
  }
  return `${lines.join("\n")}\n`;
}
