/** Who may come in: tokens with a role and an end, of which only hashes are kept. */
import { type Clock, ConfigError, systemClock } from "@hotpath/core";
import { ROLES, type Role } from "../protocol/index.ts";
import { hashSecret, isSameHash, randomText } from "./secrets.ts";

/** What is kept of a token, in a file of JSON: `{ "tokens": [ … ] }`. The token cannot be told from it. */
export interface TokenRecord {
  /** Its number, 1 to 2,147,483,647: the `actor` of journalled commands. */
  number: number;
  /** Whose it is, for logs. */
  name: string;
  role: Role;
  /** When it ends, as ISO 8601 in UTC; never if left out. */
  expires?: string;
  salt: string;
  /** SHA-256 of salt and secret, base64url. */
  hash: string;
}

/** Who a client is. */
export interface Identity {
  /** The token's number; 0 where no tokens are asked for. */
  readonly number: number;
  readonly name: string;
  readonly role: Role;
  /** When the token ends, in microseconds since the Unix epoch; infinity for never. */
  readonly expiresMicros: number;
}

const TOKEN = /^hp\.(\d{1,10})\.([A-Za-z0-9_-]{43})$/;
const HASH = /^[A-Za-z0-9_-]{43}$/;
const KEYS = ["number", "name", "role", "expires", "salt", "hash"];

/**
 * Makes a token. Show the token once to whom it is for, and keep the record.
 *
 * @throws {ConfigError} naming the field that is wrong
 * @example
 * const { token, record } = createToken({ number: 1, name: "desk", role: "trade" });
 * token; // "hp.1." and 43 characters
 */
export function createToken(who: Pick<TokenRecord, "number" | "name" | "role" | "expires">): {
  token: string;
  record: TokenRecord;
} {
  const secret = randomText(32);
  const salt = randomText(16);
  const record = parseRecord({ ...who, salt, hash: hashSecret(salt, secret) }, "token");
  return { token: `hp.${record.number}.${secret}`, record };
}

/** The tokens of a gateway. */
export class TokenStore {
  readonly #records = new Map<number, TokenRecord & { expiresMicros: number }>();
  readonly #clock: Clock;
  readonly #nobody: TokenRecord = { number: 0, name: "", role: "view", salt: "", hash: hashSecret("", "") };

  /** @throws {ConfigError} naming the path, the value (never a hash) and what is allowed */
  constructor(records: readonly TokenRecord[], clock: Clock = systemClock) {
    if (!Array.isArray(records)) throw new ConfigError("tokens", typeof records, "a list of tokens");
    for (const [place, each] of records.entries()) {
      const record = parseRecord(each, `tokens[${place}]`);
      if (this.#records.has(record.number))
        throw new ConfigError(`tokens[${place}].number`, record.number, "a number that no other token has");
      this.#records.set(record.number, { ...record, expiresMicros: endOf(record.expires) });
    }
    this.#clock = clock;
  }

  /** Tokens that are known, ended ones included. */
  get size(): number {
    return this.#records.size;
  }

  /** Reads a file's text. @throws {ConfigError} as the constructor, and for what is no such JSON */
  static parse(text: string, clock: Clock = systemClock): TokenStore {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // The parser's message would cite the text.
      throw new ConfigError("tokens", "a text", "JSON of `{ tokens: […] }`");
    }
    return new TokenStore((value as { tokens?: TokenRecord[] } | null)?.tokens as TokenRecord[], clock);
  }

  /** Whose token it is; undefined if it is none, or has ended. Takes as long for an unknown one as for a wrong one. */
  identify(token: string | undefined): Identity | undefined {
    const [, number = "", secret = ""] = TOKEN.exec(token ?? "") ?? [];
    const record = this.#records.get(Number(number));
    const { salt, hash } = record ?? this.#nobody;
    const isRight = isSameHash(hashSecret(salt, secret), hash);
    if (record === undefined || !isRight || record.expiresMicros <= this.#clock.nowMicros()) return undefined;
    return { number: record.number, name: record.name, role: record.role, expiresMicros: record.expiresMicros };
  }
}

function endOf(expires: string | undefined): number {
  return expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires) * 1000;
}

function parseRecord(value: unknown, path: string): TokenRecord {
  if (typeof value !== "object" || value === null) throw new ConfigError(path, typeof value, "a token's record");
  const record = value as TokenRecord;
  for (const key of Object.keys(record))
    if (!KEYS.includes(key)) throw new ConfigError(`${path}.${key}`, "there", `one of the keys ${KEYS.join(", ")}`);
  const { number, name, role, expires, salt, hash } = record;
  if (!Number.isInteger(number) || number < 1 || number > 2_147_483_647)
    throw new ConfigError(`${path}.number`, number, "an integer from 1 to 2147483647");
  if (typeof name !== "string" || !/^[\x20-\x7e]{1,64}$/.test(name))
    throw new ConfigError(`${path}.name`, name, "1 to 64 printable characters of ASCII");
  if (!ROLES.includes(role)) throw new ConfigError(`${path}.role`, role, ROLES.join(", "));
  if (
    expires !== undefined &&
    (typeof expires !== "string" || !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(expires) || Number.isNaN(Date.parse(expires)))
  )
    throw new ConfigError(`${path}.expires`, expires, "a time such as 2030-01-31T00:00:00Z");
  if (typeof salt !== "string" || salt.length < 8 || salt.length > 128)
    throw new ConfigError(`${path}.salt`, typeof salt, "8 to 128 characters");
  if (typeof hash !== "string" || !HASH.test(hash))
    throw new ConfigError(`${path}.hash`, typeof hash, "SHA-256 in base64url");
  return record;
}
