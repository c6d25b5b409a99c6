/** Volume by price. */
import type { BarInput } from "../bars/bar-builder.ts";
import { PriceProfile, type ProfileOptions } from "./profile.ts";

/** A row of a volume profile. */
export interface VolumeRow {
  /** The lowest price in the row. */
  price: number;
  volume: number;
}

/**
 * How much was traded at which price, with the point of control and the value area.
 *
 * A trade costs O(1), the levels O(rows). Memory grows with the range of prices up to `maxRows`.
 *
 * @example
 * const profile = new VolumeProfile({ sessions: { length: 86_400_000 } });
 * profile.trade(priceInTicks, size, timeMs);
 * profile.levels()?.pointOfControl;
 */
export class VolumeProfile extends PriceProfile {
  readonly name: string = "VOLUME_PROFILE";
  /** Volumes of rows, from row `#base` on. */
  #volumes = new Float64Array(64);
  #base = 0;
  /** The lowest and highest row that have been traded; none where the one is above the other. */
  #low = 0;
  #high = -1;

  /** @throws {ConfigError} */
  constructor(options: ProfileOptions = {}) {
    super(options);
  }

  /** Takes in a trade. Without a time it belongs to the current session. */
  trade(price: number, size: number, time: number = this.session ?? 0): void {
    if (!(price - price === 0 && size >= 0 && size - size === 0 && time - time === 0)) {
      this.refuse("invalid", `a trade of ${size} at ${price}, time ${time}`);
      return;
    }
    this.#add(this.rowOf(price), this.rowOf(price), size, time);
  }

  /** Takes in a bar, its volume spread evenly over the rows from its low to its high. O(rows of the bar). */
  bar(bar: BarInput): void {
    const { high, low, time, volume = 0 } = bar;
    const sum = high + low + volume + time;
    if (!(sum - sum === 0 && high >= low && volume >= 0)) {
      this.refuse("invalid", `a bar from ${low} to ${high} of ${volume}, time ${time}`);
      return;
    }
    this.#add(this.rowOf(low), this.rowOf(high), volume, time);
  }

  /** The rows, the lowest first, those without volume in between too. */
  rows(): VolumeRow[] {
    const { first, counts } = this.counts();
    return Array.from(counts, (volume, k) => ({ price: this.priceOf(first + k), volume }));
  }

  /** What was traded in the row of a price. */
  volumeAt(price: number): number {
    const row = this.rowOf(price);
    return row >= this.#low && row <= this.#high ? this.#volumes[row - this.#base]! : 0;
  }

  protected override counts(): { first: number; counts: Float64Array } {
    const at = this.#low - this.#base;
    return { first: this.#low, counts: this.#volumes.subarray(at, at + this.#high - this.#low + 1) };
  }

  protected override clear(): void {
    this.#volumes.fill(0);
    this.#low = 0;
    this.#high = -1;
    this.#base = 0;
  }

  protected override state(): number[] {
    const { first, counts } = this.counts();
    return [first, ...counts];
  }

  protected override takeState([first = 0, ...volumes]: readonly number[]): void {
    if (volumes.length === 0) return;
    this.#reach(first, first + volumes.length - 1);
    this.#volumes.set(volumes, first - this.#base);
  }

  #add(low: number, high: number, volume: number, time: number): void {
    if (this.isLate(time)) {
      this.refuse("late", `an input of time ${time}`);
      return;
    }
    const fresh = this.isNew(time) || this.#high < this.#low;
    this.expect(fresh ? low : Math.min(low, this.#low), fresh ? high : Math.max(high, this.#high));
    this.enter(time);
    this.#reach(low, high);
    const share = low === high ? volume : volume / (high - low + 1);
    for (let row = low; row <= high; row++) this.#volumes[row - this.#base]! += share;
  }

  /** Makes room for rows. */
  #reach(from: number, to: number): void {
    const none = this.#high < this.#low;
    const low = none ? from : Math.min(from, this.#low);
    const high = none ? to : Math.max(to, this.#high);
    const rows = high - low + 1;
    const size = this.#volumes.length;
    if (none && rows <= size) this.#base = low - ((size - rows) >> 1);
    else if (low < this.#base || high >= this.#base + size) {
      const wider = new Float64Array(Math.max(size, 2 * rows));
      const base = low - ((wider.length - rows) >> 1);
      if (!none)
        wider.set(this.#volumes.subarray(this.#low - this.#base, this.#high - this.#base + 1), this.#low - base);
      this.#volumes = wider;
      this.#base = base;
    }
    this.#low = low;
    this.#high = high;
  }
}
