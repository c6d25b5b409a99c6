/** `hotpath fix serve`: an acceptor with an application. */
import { ConfigError } from "@hotpath/core";
import { Acceptor, FixEngine, fileLogs, loadSettings, loadVersion } from "@hotpath/fix/net";
import { AcceptanceApplication, type Application, type SessionOptions } from "@hotpath/fix/session";
import { Executor } from "./executor.ts";
import { screenLog, untilSignal } from "./session-log.ts";
import { openStores } from "./stores.ts";
import { VERSIONS } from "./versions.ts";

/** Options as the command line gives them. */
export interface ServeCommand {
  config?: string;
  port?: number;
  host: string;
  version?: string[];
  app: "acceptance" | "executor";
  sender?: string;
  target?: string;
  store?: string;
  log?: string;
  messages?: boolean;
}

/** The counterparties of QuickFIX's acceptance scenarios, by version. */
const SCENARIO_TARGETS: Readonly<Record<string, string>> = {
  "FIX.4.0": "TW40",
  "FIX.4.1": "TW41",
  "FIX.4.2": "TW42",
  "FIX.4.3": "TW43",
  "FIX.4.4": "TW44",
  "FIX.5.0": "TW50",
  "FIX.5.0SP1": "TW50SP1",
  "FIX.5.0SP2": "TW50SP2",
};

/**
 * Runs the command, until it is told to end.
 *
 * @throws {ConfigError} naming the option or the setting that is wrong
 */
export async function runServe(command: ServeCommand): Promise<number> {
  const application: Application = command.app === "acceptance" ? new AcceptanceApplication() : new Executor();
  const log = (name: string) => screenLog(name, command.messages === true);
  if (command.config !== undefined) {
    const setups = (await loadSettings(command.config)).filter(({ role }) => role === "acceptor");
    if (setups.length === 0)
      throw new ConfigError("--config", command.config, "a [SESSION] with ConnectionType=acceptor");
    await using engine = await FixEngine.start(setups, { application, log });
    for (const acceptor of engine.acceptors) announce(acceptor, command);
    await untilSignal();
    return 0;
  }
  if (command.port === undefined)
    throw new ConfigError("--port", undefined, "a port, or --config with a file of settings");
  const sessions = await sessionsOf(command);
  const template = sessions.some(({ id }) => id.targetCompID === "*" || id.senderCompID === "*");
  const fileLog = command.log === undefined ? undefined : fileLogs({ folder: command.log });
  await using stores = await openStores(command.store);
  await using acceptor = await Acceptor.listen({
    hostname: command.host,
    port: command.port,
    application,
    ...(template ? { templates: sessions } : { sessions }),
    ...stores.options,
    log: fileLog ?? log,
  });
  announce(acceptor, command);
  await untilSignal();
  return 0;
}

function announce(acceptor: Acceptor, { app, host }: ServeCommand): void {
  const names = [...acceptor.sessions.keys()];
  process.stdout.write(
    `${app} listens on ${host}:${acceptor.port}${names.length > 0 ? ` for ${names.join(", ")}` : ""}\n`,
  );
}

/** The sessions without a file of settings: those of the scenarios, or anybody's. */
async function sessionsOf({ app, version, sender, target }: ServeCommand): Promise<Omit<SessionOptions, "role">[]> {
  const names = version ?? VERSIONS.filter((each) => each !== "FIXT.1.1");
  const sessions: Omit<SessionOptions, "role">[] = [];
  for (const name of names) {
    const dictionary = await loadVersion(name, "--version");
    const acceptance = app === "acceptance";
    const targetCompID = target ?? (acceptance ? SCENARIO_TARGETS[dictionary.name]! : "*");
    sessions.push({
      id: { senderCompID: sender ?? (acceptance ? "ISLD" : "*"), targetCompID },
      dictionary,
      resetOnLogon: acceptance,
    });
  }
  return app === "acceptance" ? sessions : joined(sessions);
}

/** One template for all versions over FIXT 1.1: a Logon is told apart by its BeginString alone. */
function joined(sessions: readonly Omit<SessionOptions, "role">[]): Omit<SessionOptions, "role">[] {
  const plain = sessions.filter(({ dictionary }) => dictionary.transport === undefined);
  const over = sessions.filter(({ dictionary }) => dictionary.transport !== undefined);
  const last = over.at(-1);
  if (last === undefined) return plain;
  return [...plain, { ...last, applicationDictionaries: over.map(({ dictionary }) => dictionary) }];
}
