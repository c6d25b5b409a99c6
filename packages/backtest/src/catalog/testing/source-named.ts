import { createHash } from "node:crypto";
import type { CatalogSource } from "../index.ts";

/** A source without a file: its checksum is that of its name. */
export function sourceNamed(name: string, isWhole = true): CatalogSource {
  const sha256 = createHash("sha256").update(name).digest("hex");
  return { id: sha256.slice(0, 16), name, sha256, reading: { format: "test" }, isWhole, symbols: [] };
}
