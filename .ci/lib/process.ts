/** Runs programs and keeps what they say, so that it is shown only where they fail. */

/** How a program ended. */
export interface Outcome {
  code: number;
  /** What it wrote, both streams together. */
  output: string;
  seconds: number;
}

/** Options of {@link run}. */
export interface RunOptions {
  cwd: string;
  env?: Record<string, string | undefined>;
  /** Ends the program after so many seconds; its status is then 124. */
  timeoutSeconds?: number;
}

/** Runs a program to its end without a terminal and without input. */
export async function run(command: string[], options: RunOptions): Promise<Outcome> {
  const start = performance.now();
  const child = Bun.spawn(command, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  let timedOut = false;
  const timer = setTimeout(
    () => {
      timedOut = true;
      child.kill("SIGKILL");
    },
    (options.timeoutSeconds ?? 600) * 1000,
  );
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  clearTimeout(timer);
  const seconds = (performance.now() - start) / 1000;
  const output = stdout + stderr;
  return timedOut
    ? { code: 124, output: `${output}\nended after ${seconds.toFixed(0)} s`, seconds }
    : { code, output, seconds };
}

/** The command line of a tool that the workspace installed. Bun runs it, so that no Node is needed. */
export function tool(root: string, name: string, ...args: string[]): string[] {
  return [process.execPath, "--bun", `${root}/node_modules/.bin/${name}`, ...args];
}
