import { ConfigError, IoError } from "@hotpath/core";
import type { SQL } from "bun";
import type { LateStore, MessageStore, MessageStoreFactory } from "./message-store.ts";
import {
  FETCH_BYTES,
  FETCH_MESSAGES,
  hexOf,
  movedOf,
  type SessionRow,
  type Statements,
  schemaOf,
  statementsOf,
} from "./postgres-tables.ts";

/** How {@link PostgresStores} are made. */
export interface PostgresStoreOptions {
  /** A connection pool of `Bun.SQL`, which stays the caller's; or a URL, `postgres://user:password@host:5432/database`. */
  sql: SQL | string;
  /** The schema that the tables are in, made if it is not there; `public` by default. */
  schema?: string;
  /** The most bytes of a session that may wait to be written; 64 MiB by default. Beyond it nothing more is sent. */
  maxWaitingBytes?: number;
  /**
   * For an application that keeps its state in the same database: asked whenever a session's numbers and messages are about
   * to be written, it answers what is to be written with them, in the same transaction; `undefined` for nothing. What it
   * answers for is what the application has done up to this call, with all messages before `nextTargetMsgSeqNum`. Should
   * the transaction fail, what was answered is asked once more, and never after it has gone through. So whenever the process
   * dies, no message is applied twice, none is lost, and no answer is sent that was not kept.
   *
   * @example
   * alongside: (session, next) => {
   *   const orders = book.takeChanges();
   *   return (transaction) => transaction`insert into orders ${transaction(orders)}`;
   * }
   */
  alongside?: (
    sessionName: string,
    nextTargetMsgSeqNum: number,
  ) => ((transaction: SQL) => Promise<unknown>) | undefined;
  /**
   * For the same application: something else has written to the session, and what it had written holds. Messages from
   * `nextTargetMsgSeqNum` on will be received once more: what the application has done for them and {@link alongside} was
   * not asked for, or could not write, never was.
   */
  rewound?: (sessionName: string, nextTargetMsgSeqNum: number) => void;
}

/**
 * Numbers and messages of many sessions in a PostgreSQL database, so that another machine can take a session over. Whatever
 * is sent is in the database before: what a turn of the host has brought is one statement, and what gathers while one is
 * under way goes with the next.
 *
 * @example
 * await using stores = await PostgresStores.open({ sql: "postgres://fix@db/fix" });
 * await using acceptor = await Acceptor.listen({ …, store: stores.factory });
 */
export class PostgresStores implements AsyncDisposable {
  readonly sql: SQL;
  /** Makes the stores, for an acceptor or an initiator. */
  readonly factory: MessageStoreFactory = (sessionName, nowMicros) => new PostgresStore(this, sessionName, nowMicros);
  readonly maxWaitingBytes: number;
  readonly alongside: PostgresStoreOptions["alongside"];
  readonly rewound: PostgresStoreOptions["rewound"];
  readonly statements: Statements;
  readonly #own: boolean;

  /**
   * Connects, and makes the tables if they are not there.
   *
   * @throws {ConfigError} naming the option that is wrong
   * @throws {IoError} if the database cannot be had, or the host is not Bun
   */
  static async open(options: PostgresStoreOptions): Promise<PostgresStores> {
    const { schema = "public", maxWaitingBytes = 67_108_864 } = options;
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
      throw new ConfigError("schema", schema, "a name of small letters, digits and _");
    if (!(Number.isInteger(maxWaitingBytes) && maxWaitingBytes >= 65_536 && maxWaitingBytes <= 2 ** 32))
      throw new ConfigError("maxWaitingBytes", maxWaitingBytes, "an integer from 65536 to 4294967296");
    let stores: PostgresStores | undefined;
    try {
      stores = new PostgresStores(options, schema, maxWaitingBytes);
      // Two that begin at the same time would both make the tables.
      await stores.sql.begin(async (transaction) => {
        await transaction.unsafe("select pg_advisory_xact_lock(5064213079)");
        for (const statement of schemaOf(schema)) await transaction.unsafe(statement);
      });
      return stores;
    } catch (error) {
      await stores?.[Symbol.asyncDispose]();
      if (error instanceof ConfigError) throw error;
      throw new IoError(`the database of FIX messages cannot be opened (${(error as Error).message})`, {
        cause: error,
      });
    }
  }

  private constructor(options: PostgresStoreOptions, schema: string, maxWaitingBytes: number) {
    const { sql, alongside, rewound } = options;
    this.#own = typeof sql === "string";
    if (typeof sql === "string") {
      if (typeof Bun === "undefined") throw new Error("PostgreSQL is reached through Bun.SQL");
      if (!/^postgres(ql)?:\/\//.test(sql)) {
        // There may be a password in it.
        throw new ConfigError("sql", sql.replace(/:\/\/.*/s, "://…"), "a URL that begins with postgres://");
      }
      this.sql = new Bun.SQL(sql, { max: 4 });
    } else this.sql = sql;
    this.alongside = alongside;
    this.rewound = rewound;
    this.maxWaitingBytes = maxWaitingBytes;
    this.statements = statementsOf(schema);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#own) await this.sql.close();
  }
}

/** What is written in one transaction. */
interface Batch {
  /** Whether the messages before it are to be forgotten. */
  readonly cleared: boolean;
  readonly messages: ReadonlyMap<number, Uint8Array>;
  readonly bytes: number;
  readonly created: number;
  readonly sender: number;
  readonly target: number;
  readonly alongside: ((transaction: SQL) => Promise<unknown>) | undefined;
}

/** The store of one session. */
class PostgresStore implements MessageStore, LateStore {
  creationMicros: number;
  nextSenderMsgSeqNum = 1;
  nextTargetMsgSeqNum = 1;
  isLoaded = false;
  readonly late: LateStore = this;
  readonly #stores: PostgresStores;
  readonly #session: string;
  /** How often the row was written, and who we are: what says whether a write went through, and whether it was ours. */
  #revision = 0;
  #token = "";
  /** What gathers for the next batch. */
  #pending = new Map<number, Uint8Array>();
  #bytes = 0;
  #cleared = false;
  #dirty = false;
  /** Batches that are sealed and not through, the first of them under way. */
  readonly #sealed: Batch[] = [];
  #running: Promise<void> | undefined;
  /** The write of what gathers, which begins when the one under way is through. */
  #next: Promise<void> | undefined;
  #loading: Promise<void> | undefined;
  /** The next sender number that the database has: a message from there on is in memory, or nowhere. */
  #committed = 1;
  /** What was fetched: the messages between two numbers. */
  #fetched = new Map<number, Uint8Array>();
  #fetchedFrom = 0;
  #fetchedTo = -1;
  #resets = 0;

  constructor(stores: PostgresStores, session: string, nowMicros: number) {
    this.#stores = stores;
    this.#session = session;
    this.creationMicros = nowMicros;
  }

  get waiting(): number {
    let waiting = this.#bytes;
    for (const { bytes } of this.#sealed) waiting += bytes;
    return waiting;
  }

  append(msgSeqNum: number, bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const { maxWaitingBytes } = this.#stores;
    if (this.waiting + length > maxWaitingBytes)
      throw new IoError(`${this.#session}: more than ${maxWaitingBytes} bytes wait to be written to the database`);
    this.#pending.set(msgSeqNum, bytes.slice(start, end));
    this.#bytes += length;
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
    return this.#waiting(msgSeqNum) ?? this.#fetched.get(msgSeqNum);
  }

  isFetched(msgSeqNum: number): boolean {
    if (msgSeqNum >= this.#fetchedFrom && msgSeqNum <= this.#fetchedTo) return true;
    if (msgSeqNum >= this.#committed || this.#cleared || this.#sealed.some(({ cleared }) => cleared)) return true;
    return this.#waiting(msgSeqNum) !== undefined;
  }

  async fetch(from: number, to: number): Promise<void> {
    const last = Math.min(to, this.#committed - 1);
    const resets = this.#resets;
    const rows = await this.#ask("read", (sql, { fetch }) =>
      sql.unsafe(fetch, [this.#session, String(from), String(last)]),
    );
    if (this.#resets !== resets) return;
    const messages = rows as { number: string; message: Uint8Array }[];
    this.#fetched = new Map(messages.map(({ number, message }) => [Number(number), message]));
    this.#fetchedFrom = from;
    const bytes = messages.reduce((sum, { message }) => sum + message.length, 0);
    const cut = messages.length === FETCH_MESSAGES || bytes >= FETCH_BYTES;
    this.#fetchedTo = cut ? Number(messages.at(-1)!.number) : last;
  }

  reset(nowMicros: number): void {
    this.creationMicros = nowMicros;
    this.nextSenderMsgSeqNum = 1;
    this.nextTargetMsgSeqNum = 1;
    this.#pending = new Map();
    this.#bytes = 0;
    this.#forgetFetched();
    this.#resets++;
    this.#cleared = true;
    this.#dirty = true;
  }

  refresh(): void {}

  flush(): undefined | Promise<void> {
    if (!this.#dirty) return this.#running;
    if (!this.isLoaded)
      return Promise.reject(new IoError(`${this.#session}: the numbers in the database are not known`));
    if (this.#running === undefined) {
      this.#seal();
      return this.#run();
    }
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.flush();
    });
    return this.#next;
  }

  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async close(): Promise<void> {
    await this.#settled();
    this.#forgetFetched();
  }

  [Symbol.dispose](): void {
    this.#forgetFetched();
  }

  /** A message that is not in the database yet, as far as is known. */
  #waiting(msgSeqNum: number): Uint8Array | undefined {
    const pending = this.#pending.get(msgSeqNum);
    if (pending !== undefined || this.#cleared) return pending;
    for (let i = this.#sealed.length - 1; i >= 0; i--) {
      const { messages, cleared } = this.#sealed[i]!;
      const message = messages.get(msgSeqNum);
      if (message !== undefined || cleared) return message;
    }
    return undefined;
  }

  #forgetFetched(): void {
    this.#fetched = new Map();
    this.#fetchedFrom = 0;
    this.#fetchedTo = -1;
  }

  /** What has gathered becomes a batch. */
  #seal(): void {
    this.#sealed.push({
      cleared: this.#cleared,
      messages: this.#pending,
      bytes: this.#bytes,
      created: this.creationMicros,
      sender: this.nextSenderMsgSeqNum,
      target: this.nextTargetMsgSeqNum,
      alongside: this.#stores.alongside?.(this.#session, this.nextTargetMsgSeqNum),
    });
    this.#pending = new Map();
    this.#bytes = 0;
    this.#cleared = false;
    this.#dirty = false;
  }

  /** Writes the batch that is sealed. One that fails stays, and is tried again by the next load. */
  #run(): Promise<void> {
    const running = this.#write(this.#sealed[0]!).then(
      () => {
        this.#passed();
        this.#running = undefined;
      },
      (error) => {
        this.#running = undefined;
        this.#next = undefined;
        this.isLoaded = false;
        throw error;
      },
    );
    // Whoever waits for it hears of a failure; nobody need.
    running.catch(() => {});
    this.#running = running;
    return running;
  }

  async #write(batch: Batch): Promise<void> {
    const { cleared, messages, created, sender, target, alongside } = batch;
    const numbers = `{${[...messages.keys()].join()}}`;
    const texts = `{${Array.from(messages.values(), hexOf).join()}}`;
    const counts = [this.#revision, created, sender, target].map(String);
    const values = [this.#session, ...counts, this.#token, numbers, texts];
    const moved = await this.#ask("written", async (sql, { write, clear }) => {
      if (!cleared && alongside === undefined) return movedOf(await sql.unsafe(write, values));
      return sql.begin(async (transaction) => {
        if (cleared) await transaction.unsafe(clear, [this.#session]);
        const count = movedOf(await transaction.unsafe(write, values));
        if (count === 0) throw new Error("something else has written to it meanwhile");
        await alongside?.(transaction);
        return count;
      });
    });
    if (moved === 0) throw this.#failure("written", new Error("something else has written to it meanwhile"));
  }

  /** The batch that was under way is in the database. */
  #passed(): void {
    this.#committed = this.#sealed.shift()!.sender;
    this.#revision++;
  }

  async #load(): Promise<void> {
    await this.#settled();
    this.isLoaded = false;
    const created = String(this.creationMicros);
    await this.#ask("begun", (sql, { begin }) => sql.unsafe(begin, [this.#session, created]));
    const rows = (await this.#ask("read", (sql, { load }) => sql.unsafe(load, [this.#session]))) as SessionRow[];
    const row = rows[0];
    if (row === undefined) throw this.#failure("read", new Error("its row is gone"));
    const first = this.#token === "";
    if (first) this.#token = row.token;
    const revision = Number(row.revision);
    // Of a write that has failed it is not known whether the database took it: its revision tells.
    if (this.#sealed.length > 0 && revision === this.#revision + 1 && row.writer === this.#token) this.#passed();
    const other = !first && revision !== this.#revision;
    if (first || other) this.#take(row);
    else if (this.#sealed.length > 0) await this.#run();
    this.isLoaded = true;
    if (other) this.#stores.rewound?.(this.#session, this.nextTargetMsgSeqNum);
    if (this.#dirty) await this.flush();
  }

  /** The numbers of the database are ours from now on; what was not written before somebody else wrote is given up. */
  #take(row: SessionRow): void {
    this.#sealed.length = 0;
    this.#pending = new Map();
    this.#bytes = 0;
    this.#cleared = false;
    this.#dirty = false;
    this.#forgetFetched();
    this.#revision = Number(row.revision);
    this.creationMicros = Number(row.created);
    this.nextSenderMsgSeqNum = Number(row.sender);
    this.#committed = this.nextSenderMsgSeqNum;
    this.nextTargetMsgSeqNum = Number(row.target);
  }

  /** Returns when nothing is under way. */
  async #settled(): Promise<void> {
    for (;;) {
      const under = this.#next ?? this.#running;
      if (under === undefined) return;
      await under.catch(() => {});
    }
  }

  async #ask<T>(done: string, action: (sql: SQL, statements: Statements) => Promise<T>): Promise<T> {
    try {
      return await action(this.#stores.sql, this.#stores.statements);
    } catch (error) {
      throw this.#failure(done, error);
    }
  }

  #failure(done: string, cause: unknown): IoError {
    const text = cause instanceof Error ? cause.message : cause;
    return new IoError(`the store of ${this.#session} cannot be ${done} (${text})`, { cause });
  }
}
