/** `hotpath token`: makes a token and keeps its hash. */
import { chmod, rename } from "node:fs/promises";
import { createToken, type TokenRecord, TokenStore } from "@hotpath/gateway/server";

/**
 * Adds a token to a file, which only its owner may read, and prints it.
 *
 * @throws {ConfigError} for a file that is none, or a name or time that is wrong
 */
export async function addToken(
  path: string,
  { name, role, expires }: Pick<TokenRecord, "name" | "role" | "expires">,
): Promise<number> {
  const file = Bun.file(path);
  let tokens: TokenRecord[] = [];
  if (await file.exists()) {
    const text = await file.text();
    TokenStore.parse(text);
    tokens = (JSON.parse(text) as { tokens: TokenRecord[] }).tokens;
  }
  const number = Math.max(0, ...tokens.map((each) => each.number)) + 1;
  const { token, record } = createToken({ number, name, role, ...(expires !== undefined && { expires }) });
  const next = `${path}.new`;
  await Bun.write(next, `${JSON.stringify({ tokens: [...tokens, record] }, null, 2)}\n`);
  await chmod(next, 0o600);
  await rename(next, path);
  process.stdout.write(`${token}\n`);
  return 0;
}
