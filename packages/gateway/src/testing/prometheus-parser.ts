/**
 * A strict parser of Prometheus' text format, 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/. It
 * takes what the format allows and this project writes, and refuses what a scraper would refuse or misunderstand.
 */

/** A family of series. */
export interface Family {
  type: string;
  help: string;
  series: Map<string, { name: string; labels: Record<string, string>; value: number }>;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const TYPES = ["counter", "gauge", "histogram"];
const SUFFIXES: Record<string, readonly string[]> = { histogram: ["_bucket", "_sum", "_count"] };

/** @throws {Error} naming the line that breaks a rule */
export function parsePrometheus(text: string): Map<string, Family> {
  if (!text.endsWith("\n") || text.endsWith("\n\n")) throw new Error("the text ends with one line feed");
  const families = new Map<string, Family>();
  const helps = new Map<string, string>();
  let current: [string, Family] | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    const fail = (why: string): never => {
      throw new Error(`${why}: ${line}`);
    };
    const help = /^# HELP (\S+) (.+)$/.exec(line);
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (help !== null) {
      if (helps.has(help[1]!)) fail("a second HELP");
      if (help[2]!.replace(/\\[\\n]/g, "").includes("\\")) fail("an escape that there is not");
      helps.set(help[1]!, help[2]!);
    } else if (type !== null) {
      const [, name, kind] = type as unknown as [string, string, string];
      if (!NAME.test(name) || !TYPES.includes(kind)) fail("no TYPE");
      if (families.has(name)) fail("a second TYPE");
      if (!helps.has(name)) fail("HELP comes first");
      if (kind === "counter" && !name.endsWith("_total")) fail("a counter ends in _total");
      current = [name, { type: kind, help: helps.get(name)!, series: new Map() }];
      families.set(...current);
    } else {
      const { name, labels, value } = parseSample(line, fail);
      if (current === undefined) return fail("a sample without TYPE");
      const [family, { type: kind, series }] = current;
      const names = (SUFFIXES[kind] ?? [""]).map((suffix) => family + suffix);
      if (!names.includes(name)) fail(`a sample that is not of ${family}`);
      const key = `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
      if (series.has(key)) fail("a second sample of the same series");
      if (kind !== "gauge" && !(value >= 0)) fail("a count below 0");
      series.set(key, { name, labels, value });
    }
  }
  for (const [name, family] of families) {
    if (family.series.size === 0) throw new Error(`${name} has no series`);
    if (family.type === "histogram") checkHistogram(name, family);
  }
  return families;
}

function parseSample(line: string, fail: (why: string) => never) {
  const found = /^([^\s{]+)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (found === null) return fail("no sample");
  const [, name, inner, number] = found as unknown as [string, string, string | undefined, string];
  if (!NAME.test(name)) fail("no name");
  const value = { "+Inf": Infinity, "-Inf": -Infinity, NaN: Number.NaN }[number] ?? Number(number);
  if (Number.isNaN(value) && number !== "NaN") fail("no number");
  return { name, labels: inner === undefined ? {} : parseLabels(inner, fail), value };
}

function parseLabels(text: string, fail: (why: string) => never): Record<string, string> {
  const labels: Record<string, string> = {};
  let rest = text;
  while (rest !== "") {
    const found = /^([^=]+)="((?:[^"\\]|\\["\\n])*)"(?:,(?=.)|$)/.exec(rest);
    if (found === null) return fail("no labels");
    const [whole, name, value] = found as unknown as [string, string, string];
    if (!LABEL.test(name) || name.startsWith("__") || Object.hasOwn(labels, name)) fail("no label");
    labels[name] = value.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
    rest = rest.slice(whole.length);
  }
  return labels;
}

/** Buckets rise to +Inf, which is the count; each series has a sum. */
function checkHistogram(name: string, { series }: Family): void {
  const groups = new Map<string, { bounds: [number, number][]; count?: number; sum?: number }>();
  for (const { name: each, labels, value } of series.values()) {
    const { le, ...others } = labels;
    const key = JSON.stringify(Object.entries(others).sort());
    const group = groups.get(key) ?? { bounds: [] };
    groups.set(key, group);
    if (each.endsWith("_bucket")) group.bounds.push([le === "+Inf" ? Infinity : Number(le), value]);
    else if (each.endsWith("_count")) group.count = value;
    else group.sum = value;
  }
  for (const [key, { bounds, count, sum }] of groups) {
    const isRising = bounds.every(
      ([le, value], k) => k === 0 || (le > bounds[k - 1]![0] && value >= bounds[k - 1]![1]),
    );
    if (!isRising || bounds.some(([le]) => Number.isNaN(le))) throw new Error(`${name}${key}: buckets do not rise`);
    if (bounds.at(-1)?.[0] !== Infinity || bounds.at(-1)?.[1] !== count) throw new Error(`${name}${key}: no +Inf`);
    if (sum === undefined) throw new Error(`${name}${key}: no sum`);
  }
}
