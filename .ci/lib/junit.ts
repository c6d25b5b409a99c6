/** Reads the JUnit reports that the runners write: what counts is what they counted. */

/** The sums of one or more reports. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** A report, read. */
export interface Report extends Counts {
  /** Seconds that the runner took. */
  seconds: number;
  /** Full names of the tests that failed. */
  failures: string[];
  /** Full names of the tests that were skipped. */
  skips: string[];
  /** The test files that the report speaks of. */
  files: string[];
}

/**
 * Reads a report as `bun test --reporter=junit` or `pytest --junit-xml` writes it: the one has its totals at the root, the
 * other at each suite.
 *
 * The cases are counted one by one, and the runner's own totals have to agree.
 *
 * @throws {Error} where the text is no report, was cut off, or its totals do not add up
 */
export function readJunit(xml: string): Report {
  const root = /<testsuites\b([^>]*?)(\/?)>/.exec(xml);
  if (root === null) throw new Error("is not a JUnit report");
  if (root[2] !== "/" && !/<\/testsuites>\s*$/.test(xml))
    throw new Error("was cut off: the runner died while writing it");
  const report: Report = { passed: 0, failed: 0, skipped: 0, seconds: 0, failures: [], skips: [], files: [] };
  for (const match of xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs)) {
    const [, attributes = "", body = ""] = match;
    const name = caseName(attributes);
    if (/<(failure|error)\b/.test(body)) {
      report.failed++;
      report.failures.push(name);
    } else if (/<skipped\b/.test(body)) {
      report.skipped++;
      report.skips.push(name);
    } else {
      report.passed++;
    }
  }
  const suites = [...xml.matchAll(/<testsuite\b([^>]*)>/g)].map((match) => match[1] ?? "");
  const places = attribute(root[1] ?? "", "tests") === undefined ? suites : [root[1]!];
  const total = (name: string): number => places.reduce((sum, place) => sum + Number(attribute(place, name) ?? 0), 0);
  const [tests, skipped] = [total("tests"), total("skipped")];
  const failures = total("failures") + total("errors");
  const counted = report.passed + report.failed + report.skipped;
  // Bun counts a broken hook as a failure of a case that it does not count as a test.
  const orphans = report.failures.filter((name) => name.endsWith("(unnamed)")).length;
  if (failures !== report.failed || skipped !== report.skipped || (tests !== counted && tests !== counted - orphans)) {
    throw new Error(
      `says ${tests} tests, ${failures} failed, ${skipped} skipped, but its cases are ${counted}, ${report.failed}, ${report.skipped}`,
    );
  }
  report.seconds = total("time");
  report.files = [...new Set(suites.map((suite) => attribute(suite, "file") ?? ""))];
  return report;
}

/** The plain line that every run of tests ends with. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** The sum of counts. */
export function sum(all: Iterable<Counts>): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const each of all) {
    total.passed += each.passed;
    total.failed += each.failed;
    total.skipped += each.skipped;
  }
  return total;
}

function caseName(attributes: string): string {
  const suites = attribute(attributes, "classname") ?? "";
  const file = attribute(attributes, "file") ?? "";
  // Bun writes the innermost suite first.
  const path = suites === "" ? [] : suites.split(" > ").reverse();
  return [file, ...path, attribute(attributes, "name") ?? ""].filter((part) => part !== "").join(" › ");
}

function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
  return value?.replace(/&(lt|gt|quot|apos|amp|#(\d+));/g, (_, entity: string, code: string | undefined) =>
    code === undefined ? entities[entity]! : String.fromCodePoint(Number(code)),
  );
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
