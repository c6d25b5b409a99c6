import type { Database, Statement } from "bun:sqlite";
import { createRequire } from "node:module";
import { ConfigError, IoError } from "@hotpath/core";
import type { MessageStore, MessageStoreFactory } from "./message-store.ts";

/** How {@link SqliteStores} are made. */
export interface SqliteStoreOptions {
  /** The database's file, made if it is not there; `:memory:` for none. */
  path: string;
  /**
   * What survives a loss of power: `each`, whatever was flushed; `none`, nothing is promised, and by default. What was
   * flushed always survives the end of the process.
   */
  sync?: "each" | "none";
}

const SCHEMA = `
create table if not exists fix_sessions (
  session text primary key, created_micros integer not null, sender integer not null, target integer not null
) strict;
create table if not exists fix_messages (
  session text not null, number integer not null, message blob not null, primary key (session, number)
) strict, without rowid;`;

/** Numbers and messages of many sessions in one SQLite database, for those who want to look at them with SQL. */
export class SqliteStores implements Disposable {
  readonly database: Database;
  /** Makes the stores, for an acceptor or an initiator. */
  readonly factory: MessageStoreFactory = (sessionName, nowMicros) => new SqliteStore(this, sessionName, nowMicros);
  /** Statements that all stores share. */
  readonly statements: Readonly<Record<keyof typeof STATEMENTS, Statement>>;

  /**
   * Opens the database.
   *
   * @throws {ConfigError} naming the option that is wrong
   * @throws {IoError} if it cannot be opened, or the host is not Bun
   */
  constructor({ path, sync = "none" }: SqliteStoreOptions) {
    if (sync !== "each" && sync !== "none") throw new ConfigError("sync", sync, "each, none");
    try {
      // Asked for here, so that hosts that have none can still import the module.
      const sqlite = createRequire(import.meta.url)("bun:sqlite") as typeof import("bun:sqlite");
      this.database = new sqlite.Database(path, { create: true, strict: true });
      this.database.run("pragma journal_mode = wal");
      this.database.run(`pragma synchronous = ${sync === "each" ? "full" : "off"}`);
      for (const statement of SCHEMA.split(";")) if (statement.trim() !== "") this.database.run(statement);
    } catch (error) {
      throw new IoError(`${path}: cannot be opened (${(error as Error).message})`, { cause: error });
    }
    this.statements = Object.fromEntries(
      Object.entries(STATEMENTS).map(([name, sql]) => [name, this.database.prepare(sql)]),
    ) as Record<keyof typeof STATEMENTS, Statement>;
  }

  [Symbol.dispose](): void {
    this.database.close();
  }
}

const STATEMENTS = {
  begin: "begin immediate",
  commit: "commit",
  rollback: "rollback",
  load: "select created_micros, sender, target from fix_sessions where session = $session",
  save: `insert into fix_sessions values ($session, $created, $sender, $target) on conflict (session) do update
    set created_micros = excluded.created_micros, sender = excluded.sender, target = excluded.target`,
  insert: "insert or replace into fix_messages values ($session, $number, $message)",
  read: "select message from fix_messages where session = $session and number = $number",
  clear: "delete from fix_messages where session = $session",
} as const;

/** The store of one session; what was appended and not flushed is in memory. */
class SqliteStore implements MessageStore {
  creationMicros: number;
  nextSenderMsgSeqNum = 1;
  nextTargetMsgSeqNum = 1;
  readonly #stores: SqliteStores;
  readonly #session: string;
  #pending: [number: number, message: Uint8Array][] = [];
  #cleared = false;
  #dirty = false;

  constructor(stores: SqliteStores, session: string, nowMicros: number) {
    this.#stores = stores;
    this.#session = session;
    this.creationMicros = nowMicros;
    this.refresh();
  }

  append(msgSeqNum: number, bytes: Uint8Array, start: number, end: number): void {
    this.#pending.push([msgSeqNum, bytes.slice(start, end)]);
    this.nextSenderMsgSeqNum = msgSeqNum + 1;
    this.#dirty = true;
  }

  setNextSenderMsgSeqNum(next: number): void {
    this.nextSenderMsgSeqNum = next;
    this.#dirty = true;
  }

  setNextTargetMsgSeqNum(next: number): void {
    this.nextTargetMsgSeqNum = next;
    this.#dirty = true;
  }

  read(msgSeqNum: number): Uint8Array | undefined {
    if (msgSeqNum >= this.nextSenderMsgSeqNum) return undefined;
    const pending = this.#pending.findLast(([number]) => number === msgSeqNum);
    if (pending !== undefined) return pending[1];
    if (this.#cleared) return undefined;
    const row = this.#ask("read", (all) => all.read.get({ session: this.#session, number: msgSeqNum }));
    return (row as { message: Uint8Array } | null)?.message;
  }

  reset(nowMicros: number): void {
    this.creationMicros = nowMicros;
    this.nextSenderMsgSeqNum = 1;
    this.nextTargetMsgSeqNum = 1;
    this.#pending = [];
    this.#cleared = true;
    this.#dirty = true;
    this.flush();
  }

  refresh(): void {
    this.flush();
    const row = this.#ask("read", (all) => all.load.get({ session: this.#session })) as {
      created_micros: number;
      sender: number;
      target: number;
    } | null;
    if (row === null) return;
    this.creationMicros = row.created_micros;
    this.nextSenderMsgSeqNum = row.sender;
    this.nextTargetMsgSeqNum = row.target;
  }

  flush(): undefined {
    if (!this.#dirty) return;
    const session = this.#session;
    this.#ask("written", ({ begin, commit, rollback, clear, insert, save }) => {
      begin.run();
      try {
        if (this.#cleared) clear.run({ session });
        for (const [number, message] of this.#pending) insert.run({ session, number, message });
        const { creationMicros: created, nextSenderMsgSeqNum: sender, nextTargetMsgSeqNum: target } = this;
        save.run({ session, created, sender, target });
        commit.run();
      } catch (error) {
        rollback.run();
        throw error;
      }
    });
    this.#pending = [];
    this.#cleared = false;
    this.#dirty = false;
  }

  [Symbol.dispose](): void {
    this.flush();
  }

  #ask<T>(done: string, action: (statements: SqliteStores["statements"]) => T): T {
    try {
      return action(this.#stores.statements);
    } catch (error) {
      throw new IoError(`the store of ${this.#session} cannot be ${done} (${(error as Error).message})`, {
        cause: error,
      });
    }
  }
}
