import { fileStores } from "@hotpath/fix/net";
import type { MessageStoreFactory } from "@hotpath/fix/session";

/**
 * Where both sides keep their messages: `file` survives the process, `synced` a loss of power too; `database` is a
 * PostgreSQL on this machine.
 */
export type StoreKind = "memory" | "file" | "synced" | "database";

/** What a host is given for a kind of store. @param place a folder, or the database's URL */
export async function benchStore(kind: string, place: string): Promise<{ store?: MessageStoreFactory }> {
  if (kind === "memory") return {};
  if (kind !== "database") return { store: fileStores({ folder: place, sync: kind === "synced" ? "each" : "none" }) };
  const { PostgresStores } = await import("@hotpath/fix/postgres");
  return { store: (await PostgresStores.open({ sql: place })).factory };
}
