import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { freePort } from "../../../../../../packages/fix/src/testing/free-port.ts";
import { QuickfixPeer, quickfixSettings } from "../../../../../../packages/fix/src/testing/quickfix-peer.ts";
import { type Cli, waveCsv } from "../../../testing/cli.ts";

/** The strategy of the tests. */
export const ALTERNATING: string = resolve(import.meta.dir, "alternating-strategy.ts");

/** What a counterparty's own log says of its trade. */
export interface CounterpartyLedger {
  /** ClOrdIDs of NewOrderSingle, one for each MsgSeqNum: a message that was sent again is no other. */
  orders: string[];
  /** Quantity by ExecID: signed, in lots. */
  executions: Map<string, number>;
  position: number;
}

/** A counterparty in a process of its own, and runs that trade with it, in one folder. */
export class FixDesk implements AsyncDisposable {
  readonly folder: string;
  readonly config: string;
  readonly bars: string;
  readonly wide: string;
  readonly journal: string;
  readonly #cli: Cli;
  readonly port: number = freePort();
  #peer: QuickfixPeer | undefined;
  #server: Bun.Subprocess<"ignore", "pipe", "ignore"> | undefined;

  /** @param more settings of both sides, a line each */
  constructor(
    cli: Cli,
    name: string,
    bars: number,
    version = "FIX.4.4",
    more: { initiator?: string; acceptor?: string } = {},
  ) {
    this.#cli = cli;
    this.folder = cli.path(name);
    const at = (file: string) => `${this.folder}-${file}`;
    const session = `StartTime=00:00:00\nEndTime=00:00:00\nBeginString=${version}\n`;
    const stores = (who: string) => `FileStorePath=${at(`${who}-store`)}\nFileLogPath=${at(`${who}-log`)}\n`;
    writeFileSync(
      at("acceptor.cfg"),
      `[DEFAULT]\nConnectionType=acceptor\nSocketAcceptPort=${this.port}\n${stores("acceptor")}${more.acceptor ?? ""}` +
        `[SESSION]\n${session}SenderCompID=QUICK\nTargetCompID=HOT\n`,
    );
    this.config = at("initiator.cfg");
    writeFileSync(
      this.config,
      `[DEFAULT]\nConnectionType=initiator\nSocketConnectHost=127.0.0.1\nSocketConnectPort=${this.port}\nHeartBtInt=30\n` +
        `ReconnectInterval=0.05\n${stores("initiator")}${more.initiator ?? ""}[SESSION]\n${session}SenderCompID=HOT\nTargetCompID=QUICK\n`,
    );
    this.bars = at("bars.csv");
    writeFileSync(this.bars, waveCsv(bars));
    this.wide = at("wide.json");
    const riskLimits = { maxConcentration: 1, maxPositionVar: 1, maxPortfolioVar: 1 };
    writeFileSync(this.wide, JSON.stringify({ initialCash: "1000000000", riskLimits }));
    this.journal = at("journal");
  }

  /** Starts the counterparty, `hotpath fix serve`, and waits until it listens. */
  async serve(): Promise<void> {
    this.#server = Bun.spawn(
      this.#cli.command(["fix", "serve", "--app", "executor", "--config", `${this.folder}-acceptor.cfg`]),
      { ...this.#cli.place(), stdin: "ignore", stdout: "pipe", stderr: "ignore" },
    );
    await this.#server.stdout.getReader().read();
  }

  /** Starts QuickFIX as the counterparty. @param version as `FIX44` */
  async serveQuickfix(version: string): Promise<void> {
    const path = `${this.folder}-quickfix.cfg`;
    const more = { FileStorePath: `${this.folder}-acceptor-store`, FileLogPath: `${this.folder}-acceptor-log` };
    writeFileSync(path, quickfixSettings(this.folder, "acceptor", version, this.port, more));
    this.#peer = await QuickfixPeer.start(path, "acceptor");
  }

  /** The arguments of a run. */
  args(...more: string[]): string[] {
    const venue = ["--venue", "fix", "--fix-config", this.config, "--journal", this.journal];
    return ["run", ALTERNATING, "--feed", this.bars, "--config", this.wide, ...venue, "--json", ...more];
  }

  /** Ends the counterparty, and reads what it has done. */
  async ledger(): Promise<CounterpartyLedger> {
    await this[Symbol.asyncDispose]();
    return ledgerOf(`${this.folder}-acceptor-log`, "QUICK");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server?.kill("SIGTERM");
    await this.#server?.exited;
    this.#server = undefined;
    await this.#peer?.[Symbol.asyncDispose]();
    this.#peer = undefined;
  }
}

/** Reads a log of messages as QuickFIX and `fileLogs` write it. @param venue SenderCompID of the counterparty */
export function ledgerOf(folder: string, venue: string): CounterpartyLedger {
  const orders = new Map<string, string>();
  const executions = new Map<string, number>();
  for (const file of readdirSync(folder).filter((name) => /messages/.test(name)))
    for (const line of readFileSync(join(folder, file), "latin1").split("\n")) {
      const fields = new Map(
        line
          .slice(line.indexOf("8=FIX"))
          .split("\u0001")
          .map((field) => field.split("=", 2) as [string, string]),
      );
      const isReport = fields.get("35") === "8" && fields.get("49") === venue;
      if (fields.get("35") === "D" && fields.get("49") !== venue) orders.set(fields.get("34")!, fields.get("11")!);
      else if (isReport && Number(fields.get("32") ?? 0) > 0)
        executions.set(fields.get("17")!, Number(fields.get("32")) * (fields.get("54") === "1" ? 1 : -1));
    }
  const position = [...executions.values()].reduce((sum, quantity) => sum + quantity, 0);
  return { orders: [...orders.values()], executions, position };
}
