/** Who may come in, and under which certificate. */
import { ConfigError } from "@hotpath/core";
import { createToken, TokenStore } from "@hotpath/gateway/server";
import type { ServeOptions } from "./serve-options.ts";

/** The tokens of the file, or one for this run alone, as a file of tokens has them. @throws {ConfigError} for a file that is none */
export async function tokensOf(path: string | undefined): Promise<{ tokens: string; token?: string }> {
  if (path !== undefined) {
    const tokens = await textOf("--tokens", path);
    TokenStore.parse(tokens);
    return { tokens };
  }
  const { token, record } = createToken({ number: 1, name: "this run", role: "admin" });
  return { tokens: JSON.stringify({ tokens: [record] }), token };
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
