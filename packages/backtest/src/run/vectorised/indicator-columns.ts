import { type IndicatorName, type IndicatorParams, indicator } from "@hotpath/indicators";
import type { BarSeries } from "@hotpath/market-data";

/** Bytes of columns that are kept, beyond which those made first go. */
const KEPT_BYTES = 2 ** 28;

/** Indicators over whole columns of bars, each computed once however many parameter sets ask for it. */
export class IndicatorColumns {
  readonly #bars: BarSeries;
  readonly #kept = new Map<string, Readonly<Record<string, Float64Array>>>();
  #bytes = 0;

  constructor(bars: BarSeries) {
    this.#bars = bars;
  }

  /**
   * The first output of an indicator, NaN before it begins: of the closes where it has one input, else of the columns that
   * its inputs name.
   */
  first<Name extends IndicatorName>(name: Name, params?: IndicatorParams[Name]): Float64Array {
    const outputs = this.all(name, params);
    return outputs[Object.keys(outputs)[0]!]!;
  }

  /** All its outputs, by name. They are shared: read them only. */
  all<Name extends IndicatorName>(name: Name, params?: IndicatorParams[Name]): Readonly<Record<string, Float64Array>> {
    const key = `${name} ${JSON.stringify(params ?? {})}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const made = indicator(name, params);
    const columns = this.#bars as unknown as Record<string, Float64Array>;
    const input =
      made.inputs.length === 1
        ? (columns[made.inputs[0]!] ?? this.#bars.close)
        : Object.fromEntries(made.inputs.map((each) => [each, columns[each]!]));
    const outputs = made.batch(input).outputs as Readonly<Record<string, Float64Array>>;
    const bytes = Object.values(outputs).reduce((sum, column) => sum + column.byteLength, 0);
    while (this.#bytes + bytes > KEPT_BYTES && this.#kept.size > 0) this.#drop();
    this.#kept.set(key, outputs);
    this.#bytes += bytes;
    return outputs;
  }

  #drop(): void {
    const [key, columns] = this.#kept.entries().next().value!;
    this.#kept.delete(key);
    for (const column of Object.values(columns)) this.#bytes -= column.byteLength;
  }
}
