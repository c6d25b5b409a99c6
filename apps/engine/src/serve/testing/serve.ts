import { GatewayClient } from "@hotpath/gateway/client";
import type { Cli } from "../../testing/cli.ts";

/** A `hotpath serve` that runs. */
export interface Serving extends AsyncDisposable {
  child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  url: string;
  /** Of this run; undefined where tokens are a file's. */
  token: string | undefined;
  client(): Promise<GatewayClient>;
}

/** Starts `hotpath serve` and waits until it listens: on any port, unless the arguments name one. */
export async function serve(cli: Cli, args: readonly string[]): Promise<Serving> {
  const port = args.includes("--port") ? [] : ["--port", "0"];
  const child = Bun.spawn(cli.command(["serve", ...port, ...args]), {
    ...cli.place(),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const reader = child.stdout.getReader();
  const decoder = new TextDecoder();
  const last = args.includes("--tokens") ? /^listens on (\S+)$/m : /^token +(\S+)$/m;
  let shown = "";
  while (!last.test(shown)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`it ended: ${shown} ${await child.stderr.text()}`);
    shown += decoder.decode(value, { stream: true });
  }
  const url = /listens on (\S+)/.exec(shown)![1]!;
  const token = /token +(\S+)/.exec(shown)?.[1];
  return {
    child,
    url,
    token,
    client: () => GatewayClient.connect({ url, token: token! }),
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
    },
  };
}
