import type { Paint, Tone } from "../terminal/paint.ts";
import { wrap } from "../terminal/table.ts";
import type { Finding } from "./finding.ts";

const WIDTH = 80;
const TONES: Record<Finding["state"], Tone> = { ok: "green", note: "yellow", broken: "red" };

/** The findings in lines: state, name, what was found, and below it what to do. */
export function findingLines(findings: readonly Finding[], paint: Paint): string[] {
  const width = Math.max(...findings.map((finding) => finding.what.length));
  const indent = " ".repeat(width + 12);
  const lines = findings.flatMap(({ state, what, found, advice }) => {
    const [first = "", ...more] = wrap(found, WIDTH, indent);
    const head = `  ${paint(TONES[state], state.padEnd(6))}  ${what.padEnd(width)}  ${first.trimStart()}`;
    return [head, ...more, ...(advice === undefined ? [] : wrap(advice, WIDTH, indent))];
  });
  return [...lines, "", `  ${verdict(findings)}`];
}

function verdict(findings: readonly Finding[]): string {
  const count = (state: Finding["state"]) => findings.filter((finding) => finding.state === state).length;
  if (count("broken") > 0) return `${count("broken")} broken: Hotpath cannot run here as it is.`;
  return count("note") > 0 ? `Everything works; ${count("note")} noted above.` : "Everything works.";
}
