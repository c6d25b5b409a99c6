import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A port that nothing listens on. */
export const CLOSED_REGISTRY = "http://127.0.0.1:1";

/** What a run of the command left. */
export interface CliOutcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** The command as a child process, in a folder and a home of its own, without a network. */
export class Cli implements Disposable {
  /** Where it runs and what is its HOME. */
  readonly folder: string = mkdtempSync(join(tmpdir(), "hotpath-cli-"));
  readonly #main = fileURLToPath(new URL("../main.ts", import.meta.url));

  /** The command line. */
  command(args: readonly string[]): string[] {
    return [process.execPath, this.#main, ...args];
  }

  /** Its folder and its environment. */
  place(env: Record<string, string> = {}): { cwd: string; env: Record<string, string | undefined> } {
    const { NO_COLOR: _, FORCE_COLOR: __, XDG_CACHE_HOME: ___, NPM_CONFIG_REGISTRY: ____, ...inherited } = process.env;
    const own = { HOME: this.folder, npm_config_registry: CLOSED_REGISTRY, TERM: "xterm-256color" };
    return { cwd: this.folder, env: { ...inherited, ...own, ...env } };
  }

  /** Runs it to its end, with nothing but pipes. */
  async run(args: readonly string[], env: Record<string, string> = {}): Promise<CliOutcome> {
    const child = Bun.spawn(this.command(args), {
      ...this.place(env),
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    return { code, stdout, stderr };
  }

  /** A path in the folder. */
  path(name: string): string {
    return join(this.folder, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A CSV file of daily bars, weekends too: a slow wave, so that averages cross. */
export function waveCsv(days: number): string {
  const rows = Array.from({ length: days }, (_, i) => {
    const date = new Date(Date.UTC(2001, 0, 1 + i)).toISOString().slice(0, 10);
    const close = 100 + 20 * Math.sin(i / 60);
    const open = 100 + 20 * Math.sin((i - 1) / 60);
    const high = Math.max(open, close) + 1;
    const low = Math.min(open, close) - 1;
    return [date, ...[open, high, low, close].map((price) => price.toFixed(3)), 1000].join(",");
  });
  return `Date,Open,High,Low,Close,Volume\n${rows.join("\n")}\n`;
}

/** What the command shows on a terminal of 80 columns, control codes and all. */
export async function runOnTerminal(cli: Cli, args: readonly string[]): Promise<{ code: number; shown: string }> {
  const decoder = new TextDecoder();
  let shown = "";
  const terminal = new Bun.Terminal({
    cols: 80,
    rows: 60,
    data(_, bytes) {
      shown += decoder.decode(bytes, { stream: true });
    },
  });
  try {
    const child = Bun.spawn(cli.command(args), { ...cli.place(), terminal });
    return { code: await child.exited, shown };
  } finally {
    terminal.close();
  }
}
