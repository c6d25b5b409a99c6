/** The browser of the tests: Debian's Chromium, or another that is named. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const named = process.env.HOTPATH_CHROMIUM ?? "";
const program =
  named !== "" ? named : ["chromium", "chromium-browser", "google-chrome"].map((name) => Bun.which(name)).find(Boolean);

/** Why there is no browser; undefined where there is one. */
export function missingChromium(): string | undefined {
  if (program === null || program === undefined)
    return "there is no chromium on PATH; .ci/chromium gets Debian's, HOTPATH_CHROMIUM names another";
  return existsSync(program) ? undefined : `there is no ${program}, as HOTPATH_CHROMIUM says`;
}

/** Starts it, without a window. */
export async function launchChromium(): Promise<Browser> {
  // Root may not use the sandbox, and nobody but this machine's own pages is shown.
  return await chromium.launch({ executablePath: program!, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}
