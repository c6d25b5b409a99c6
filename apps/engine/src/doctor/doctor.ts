/** `hotpath doctor`: what this machine offers, what is missing, and what that costs. */
import { paintFor } from "../terminal/paint.ts";
import { version } from "../version.ts";

/**
 * Looks at the machine and prints what it finds.
 *
 * @returns 0, or 1 if something is broken that Hotpath cannot do without
 */
export async function runDoctor(options: { json: boolean }): Promise<number> {
  const paint = paintFor(process.stdout);
  if (!options.json)
    process.stdout.write(`${paint("bold", `Hotpath ${version}`)}${paint("dim", "  this machine")}\n\n`);
  const { examine } = await import("./examine.ts");
  const findings = await examine();
  const healthy = findings.every((finding) => finding.state !== "broken");
  if (options.json) {
    const { reportJson } = await import("../report/report.ts");
    process.stdout.write(`${reportJson({ version, healthy, findings })}\n`);
  } else {
    const { findingLines } = await import("./finding-lines.ts");
    process.stdout.write(`${findingLines(findings, paint).join("\n")}\n`);
  }
  return healthy ? 0 : 1;
}
