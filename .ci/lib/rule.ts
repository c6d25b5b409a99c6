/** What a rule of the house answers. */

/** One thing found wrong. */
export interface Violation {
  /** The file, below the root. */
  path: string;
  /** The line, where one can be named. */
  line?: number;
  /** What is wrong and what would be right. */
  message: string;
}

/** `packages/x/src/y.ts:12: what is wrong`, one a line. */
export function formatViolations(violations: Violation[]): string {
  return violations
    .map((v) => `${v.path}${v.line === undefined ? "" : `:${v.line}`}: ${v.message}`)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .join("\n");
}
