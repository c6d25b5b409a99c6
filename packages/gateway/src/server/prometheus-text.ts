/** Prometheus' text format, version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */

/** What tells the series of a family apart, by name. */
export type Labels = Readonly<Record<string, string>>;
/** One series of a family. */
export type Sample = readonly [labels: Labels, value: number];

/** A histogram: how many values did not exceed each bound, all of them, and their sum. */
export interface HistogramSample {
  readonly labels: Labels;
  /** Rising, without infinity. */
  readonly bounds: readonly number[];
  readonly cumulative: readonly number[];
  readonly count: number;
  readonly sum: number;
}

/** What takes metrics, family by family. A family without series is left out. */
export interface MetricSink {
  /** A count that only rises. By custom its name ends in `_total`. */
  counter(name: string, help: string, samples: readonly Sample[]): void;
  /** A value that rises and falls. */
  gauge(name: string, help: string, samples: readonly Sample[]): void;
  histogram(name: string, help: string, samples: readonly HistogramSample[]): void;
}

/** Writes families one after the other. A family without series is left out. */
export class PrometheusText implements MetricSink {
  readonly #lines: string[] = [];

  counter(name: string, help: string, samples: readonly Sample[]): void {
    this.#family(name, "counter", help, samples);
  }

  gauge(name: string, help: string, samples: readonly Sample[]): void {
    this.#family(name, "gauge", help, samples);
  }

  histogram(name: string, help: string, samples: readonly HistogramSample[]): void {
    if (samples.length === 0) return;
    this.#head(name, "histogram", help);
    for (const { labels, bounds, cumulative, count, sum } of samples) {
      for (const [k, bound] of bounds.entries())
        this.#sample(`${name}_bucket`, { ...labels, le: numberText(bound) }, cumulative[k]!);
      this.#sample(`${name}_bucket`, { ...labels, le: "+Inf" }, count);
      this.#sample(`${name}_sum`, labels, sum);
      this.#sample(`${name}_count`, labels, count);
    }
  }

  /** All that was written. */
  text(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  #family(name: string, type: string, help: string, samples: readonly Sample[]): void {
    if (samples.length === 0) return;
    this.#head(name, type, help);
    for (const [labels, value] of samples) this.#sample(name, labels, value);
  }

  #head(name: string, type: string, help: string): void {
    this.#lines.push(`# HELP ${name} ${help.replace(/\\/g, "\\\\").replace(/\n/g, "\\n")}`, `# TYPE ${name} ${type}`);
  }

  #sample(name: string, labels: Labels, value: number): void {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    this.#lines.push(`${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${numberText(value)}`);
  }
}

function escaped(text: string): string {
  return text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : `${value}`;
}
