/** Random texts that nobody can guess, and their hashes. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Random bytes as base64url. */
export function randomText(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}

/** SHA-256 of a salt and a secret, in base64url. What is hashed are 256 random bits: a slow hash would add nothing. */
export function hashSecret(salt: string, secret: string): string {
  return createHash("sha256").update(salt).update("\0").update(secret).digest("base64url");
}

/** The first 128 bits of a text's SHA-256. */
export function hashWords(text: string): readonly [number, number, number, number] {
  const hash = createHash("sha256").update(text).digest();
  return [hash.readInt32LE(0), hash.readInt32LE(4), hash.readInt32LE(8), hash.readInt32LE(12)];
}

/** Whether two hashes are the same, in a time that does not depend on where they differ. */
export function isSameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
