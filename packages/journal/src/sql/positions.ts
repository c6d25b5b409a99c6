import { type EventCursor, Fill, FillBusted, Side } from "@hotpath/core";
import type { SQL } from "bun";
import { insertRows } from "./dialect.ts";
import { unitsOf } from "./integer-text.ts";

interface Position {
  instrument: number;
  strategy: number;
  bought: bigint;
  sold: bigint;
  buyNotional: bigint;
  sellNotional: bigint;
  fills: number;
  updatedSequence: number;
  updatedTime: bigint;
}

const COLUMNS = [
  "instrument",
  "strategy",
  "quantity",
  "bought",
  "sold",
  "buy_notional",
  "sell_notional",
  "fills",
  "updated_sequence",
  "updated_ns",
];
const CONFLICT = `on conflict (instrument, strategy) do update set ${COLUMNS.slice(2)
  .map((name) => `${name} = excluded.${name}`)
  .join(", ")}`;

/**
 * Positions by instrument and strategy, kept whole in memory: notionals (price units × size units) are integers of any
 * length, which not every database adds exactly.
 */
export class Positions {
  readonly #positions = new Map<string, Position>();
  readonly #changed = new Set<Position>();

  /** Reads what is there. */
  static async load(sql: SQL): Promise<Positions> {
    const positions = new Positions();
    const texts = COLUMNS.map((name) => `cast(${name} as text) as ${name}`).join(", ");
    for (const row of (await sql.unsafe(`select ${texts} from positions`)) as Record<string, string>[]) {
      const position = {
        instrument: Number(row.instrument),
        strategy: Number(row.strategy),
        bought: BigInt(row.bought!),
        sold: BigInt(row.sold!),
        buyNotional: BigInt(row.buy_notional!),
        sellNotional: BigInt(row.sell_notional!),
        fills: Number(row.fills),
        updatedSequence: Number(row.updated_sequence),
        updatedTime: BigInt(row.updated_ns!),
      };
      positions.#positions.set(`${position.instrument}/${position.strategy}`, position);
    }
    return positions;
  }

  /** Takes a `Fill` in, or a `FillBusted`, whose first fields are those of the fill that never was. */
  add(event: EventCursor): void {
    const { instrument } = event;
    const record = event.type === FillBusted.TYPE ? FillBusted : Fill;
    const strategy = record.strategy(event);
    const sign = event.type === FillBusted.TYPE ? -1n : 1n;
    const key = `${instrument}/${strategy}`;
    let position = this.#positions.get(key);
    if (position === undefined) {
      const none = { bought: 0n, sold: 0n, buyNotional: 0n, sellNotional: 0n, fills: 0 };
      position = { instrument, strategy, ...none, updatedSequence: 0, updatedTime: 0n };
      this.#positions.set(key, position);
    }
    const quantity = sign * unitsOf(event, record.quantity(event));
    const notional = quantity * unitsOf(event, record.price(event));
    if (record.side(event) === Side.Buy) {
      position.bought += quantity;
      position.buyNotional += notional;
    } else {
      position.sold += quantity;
      position.sellNotional += notional;
    }
    position.fills += Number(sign);
    position.updatedSequence = event.sequence;
    position.updatedTime = event.time;
    this.#changed.add(position);
  }

  /** Writes those that have changed since. */
  async write(sql: SQL): Promise<void> {
    const rows = Array.from(this.#changed, (p) => [
      String(p.instrument),
      String(p.strategy),
      String(p.bought - p.sold),
      String(p.bought),
      String(p.sold),
      String(p.buyNotional),
      String(p.sellNotional),
      String(p.fills),
      String(p.updatedSequence),
      String(p.updatedTime),
    ]);
    await insertRows(sql, "positions", COLUMNS, rows, CONFLICT);
    this.#changed.clear();
  }
}
