/** Who may come in, and under which certificate. */
import { ConfigError } from "@hotpath/core";
import { createToken, TokenStore } from "@hotpath/gateway/server";
import type { ServeOptions } from "./serve-options.ts";

/** The tokens of the file, or one for this run alone. */
export async function tokensOf(path: string | undefined): Promise<{ store: TokenStore; token?: string }> {
  if (path !== undefined) return { store: TokenStore.parse(await textOf("--tokens", path)) };
  const { token, record } = createToken({ number: 1, name: "this run", role: "admin" });
  return { store: new TokenStore([record]), token };
}

/** The certificate and its key, where they are named. */
export async function tlsOf({ cert, key }: ServeOptions): Promise<{ cert: string; key: string } | undefined> {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new ConfigError(cert === undefined ? "--cert" : "--key", undefined, "both of --cert and --key, or neither");
  return { cert: await textOf("--cert", cert), key: await textOf("--key", key) };
}

async function textOf(option: string, path: string): Promise<string> {
  const file = Bun.file(path);
  if (!(await file.exists())) throw new ConfigError(option, path, "a file that is there");
  return await file.text();
}
