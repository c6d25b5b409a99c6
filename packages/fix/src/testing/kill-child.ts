/**
 * The process that is killed: an acceptor that fills orders, with its store on files.
 *
 *     bun kill-child.ts FOLDER PORT plain|transactional
 *     bun kill-child.ts URL PORT database
 *
 * `plain` writes each order that it applies to a file by itself. `transactional` writes those of a turn together with the
 * number expected next, in one line, and knows after a restart what it has applied. `database` has its store in the
 * PostgreSQL of the URL, and writes the orders into its table `applied` in the store's transaction.
 */
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { SQL } from "bun";
import { Acceptor } from "../net/acceptor.ts";
import type { MessageReader } from "../reader/message-reader.ts";
import type { Application } from "../session/application.ts";
import type { Session } from "../session/session.ts";
import { fileStores } from "../store/file-store.ts";
import type { MessageStoreFactory } from "../store/message-store.ts";
import { PostgresStores } from "../store/postgres-store.ts";
import { OrderFiller } from "./orders.ts";
import { VERSIONS } from "./versions.ts";

const [folder = "", port = "", mode = ""] = process.argv.slice(2);
const path = join(folder, "applied");
const filler = new OrderFiller();

/** Orders are applied when they come. */
const plain: Application = {
  onMessage(message: MessageReader, session: Session) {
    appendFileSync(path, `${message.string(11)} ${message.equals(43, "Y") ? "again" : "new"}\n`);
    return filler.onMessage(message, session);
  },
};

/** Orders are applied with the number expected behind them. */
class Transactional implements Application {
  readonly #file = openSync(path, "a");
  #orders: string[] = [];

  onMessage(message: MessageReader, session: Session) {
    this.#orders.push(message.string(11)!);
    return filler.onMessage(message, session);
  }

  nextTargetMsgSeqNum(): number {
    if (!existsSync(path)) return 1;
    const lines = readFileSync(path, "latin1").split("\n");
    return Number(lines.at(-2)?.split(" ")[0] ?? 1);
  }

  commitTargetMsgSeqNum(next: number): void {
    writeSync(this.#file, `${[next, ...this.#orders].join(" ")}\n`);
    this.#orders = [];
  }
}

/** Orders are applied in the transaction of the store. */
class InDatabase implements Application {
  #orders: string[] = [];

  onMessage(message: MessageReader, session: Session) {
    this.#orders.push(message.string(11)!);
    return filler.onMessage(message, session);
  }

  takeOrders() {
    const names = this.#orders;
    this.#orders = [];
    if (names.length === 0) return undefined;
    return (sql: SQL) => sql`insert into applied ${sql(names.map((name) => ({ name })))}`;
  }
}

async function databaseStores(application: InDatabase): Promise<MessageStoreFactory> {
  return (
    await PostgresStores.open({
      sql: folder,
      alongside: () => application.takeOrders(),
      // A statement of the process that was killed may go through after this one has begun.
      rewound: () => void application.takeOrders(),
    })
  ).factory;
}

const inDatabase = new InDatabase();
if (mode === "plain") closeSync(openSync(path, "a"));
await Acceptor.listen({
  port: Number(port),
  hostname: "127.0.0.1",
  sessions: [{ id: { senderCompID: "HOT", targetCompID: "CLIENT" }, dictionary: VERSIONS.FIX44! }],
  application: mode === "plain" ? plain : mode === "database" ? inDatabase : new Transactional(),
  store: mode === "database" ? await databaseStores(inDatabase) : fileStores({ folder }),
});
process.stdout.write("listening\n");
