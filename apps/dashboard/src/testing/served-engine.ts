/** A `hotpath serve` of this tree in a process of its own, which can be killed and started again on its journal. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GatewayClient } from "@hotpath/gateway/client";
import type { Role } from "@hotpath/gateway/protocol";
import { createToken } from "@hotpath/gateway/server";

const MAIN = fileURLToPath(new URL("../../../engine/src/main.ts", import.meta.url));
const ROLES = ["view", "trade", "risk", "admin"] as const;

export class ServedEngine implements AsyncDisposable {
  /** Tokens that are good in all of its lives. */
  readonly tokens: Readonly<Record<Role, string>>;
  /** Where the page is. */
  page = "";
  url = "";
  readonly #folder = mkdtempSync(join(tmpdir(), "hotpath-page-"));
  readonly #args: readonly string[];
  #child: Bun.Subprocess<"ignore", "pipe", "inherit"> | undefined;

  private constructor(args: readonly string[]) {
    this.#args = args;
    const made = ROLES.map((role, k) => ({ role, ...createToken({ number: k + 1, name: `the ${role}`, role }) }));
    this.tokens = Object.fromEntries(made.map(({ role, token }) => [role, token])) as Record<Role, string>;
    const tokens = made.map(({ record }) => record);
    void Bun.write(this.#tokenFile, JSON.stringify({ tokens }));
  }

  /** Starts one on any port. @param args beside those of port, tokens and journal */
  static async start(args: readonly string[] = []): Promise<ServedEngine> {
    const engine = new ServedEngine(args);
    await engine.begin();
    return engine;
  }

  /** Where a person with a role comes in. */
  door(role: Role): string {
    return `${this.page}#token=${this.tokens[role]}`;
  }

  /** A client of its gateway. */
  async client(role: Role = "admin"): Promise<GatewayClient> {
    return await GatewayClient.connect({ url: this.url, token: this.tokens[role] });
  }

  /** Starts it; again on the port and the journal that it had. */
  async begin(): Promise<void> {
    const port = this.url === "" ? "0" : new URL(this.url).port;
    const places = ["--port", port, "--tokens", this.#tokenFile, "--journal", join(this.#folder, "journal")];
    const child = Bun.spawn([process.execPath, MAIN, "serve", "--ready-json", "--quiet", ...places, ...this.#args], {
      cwd: this.#folder,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
    });
    this.#child = child;
    const decoder = new TextDecoder();
    let shown = "";
    for await (const chunk of child.stdout) {
      shown += decoder.decode(chunk, { stream: true });
      if (shown.includes("\n")) break;
    }
    const { url, page } = JSON.parse(shown) as { url: string; page: string };
    this.url = url;
    this.page = page;
  }

  /** Ends it as a power switch would. */
  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#child?.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #tokenFile(): string {
    return join(this.#folder, "tokens.json");
  }
}
