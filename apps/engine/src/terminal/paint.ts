/** Colours where somebody looks: on a terminal that wants them, and never into a pipe or a file. */

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** How a text may be painted. */
export type Tone = keyof typeof CODES;

/** Puts a tone on a text, or leaves it as it is. */
export type Paint = (tone: Tone, text: string) => string;

/** The paint for an output stream: plain unless it is a terminal, and where `NO_COLOR` is set or `TERM` is `dumb`. */
export function paintFor(stream: { isTTY?: boolean }, env: Record<string, string | undefined> = process.env): Paint {
  const coloured = stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  return coloured ? (tone, text) => `\u001b[${CODES[tone]}m${text}\u001b[0m` : (_, text) => text;
}
