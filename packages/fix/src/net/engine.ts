import { type Clock, ConfigError, InputError } from "@hotpath/core";
import { fileLogs } from "../log/file-log.ts";
import type { Application } from "../session/application.ts";
import { DropCopy } from "../session/drop-copy.ts";
import type { Session } from "../session/session.ts";
import type { SessionLog } from "../session/session-link.ts";
import { type SessionSetup, setupOf } from "../settings/session-settings.ts";
import { readSettings } from "../settings/settings-text.ts";
import { fileStores } from "../store/file-store.ts";
import { MemoryStore } from "../store/memory-store.ts";
import type { PostgresStores } from "../store/postgres-store.ts";
import { Acceptor } from "./acceptor.ts";
import { Initiator } from "./initiator.ts";

/** How an engine is started. */
export interface EngineOptions {
  application: Application;
  clock?: Clock;
  tickMillis?: number;
  maxPendingBytes?: number;
  /** A log beside that of the settings, as for a screen. */
  log?: (sessionName: string) => SessionLog | undefined;
}

/**
 * The acceptors and initiators of a file of settings.
 *
 * @example
 * await using engine = await FixEngine.start(await loadSettings("executor.cfg"), { application });
 */
export class FixEngine implements AsyncDisposable {
  readonly acceptors: Acceptor[] = [];
  readonly initiators: Initiator[] = [];
  /** Those of the sessions with `DropCopy=Y`. */
  readonly dropCopies: DropCopy[] = [];
  readonly #databases = new Map<string, PostgresStores>();

  /** Starts what the setups describe. @throws {ConfigError} naming what is wrong; nothing is then left running */
  static async start(setups: readonly SessionSetup[], options: EngineOptions): Promise<FixEngine> {
    const engine = new FixEngine();
    const databases = engine.#databases;
    const shared: Shared = { databases, dropCopies: engine.dropCopies };
    try {
      for (const { dropCopy } of setups) if (dropCopy !== undefined) engine.dropCopies.push(new DropCopy(dropCopy));
      for (const { storePostgres: url } of setups)
        if (url !== undefined && !databases.has(url)) databases.set(url, await openDatabase(url));
      for (const group of byAddress(setups)) engine.acceptors.push(await acceptorOf(group, options, shared));
      for (const setup of setups)
        if (setup.role === "initiator") engine.initiators.push(initiatorOf(setup, options, shared));
    } catch (error) {
      await engine.stop("", 0);
      throw error;
    }
    return engine;
  }

  private constructor() {}

  /** Every session, by name. */
  get sessions(): ReadonlyMap<string, Session> {
    return new Map([
      ...this.acceptors.flatMap((acceptor) => [...acceptor.sessions]),
      ...this.initiators.map(({ session }) => [session.name, session] as const),
    ]);
  }

  /** Logs all sessions out and closes. @param text Text (58) of the Logouts */
  async stop(text = "", waitMillis = 2000): Promise<void> {
    await Promise.all([...this.acceptors, ...this.initiators].map((each) => each.stop(text, waitMillis)));
    for (const database of this.#databases.values()) await database[Symbol.asyncDispose]();
    this.#databases.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/**
 * Reads a file of settings, as QuickFIX has them; the dictionaries that it names are looked for from the working directory
 * and from the file's own folder on.
 *
 * @throws {ConfigError} naming the key, or a file that cannot be read
 */
export async function loadSettings(path: string): Promise<SessionSetup[]> {
  let text: string;
  try {
    text = await Bun.file(path).text();
  } catch (error) {
    throw new ConfigError("config", path, `a file that can be read (${(error as Error).message})`);
  }
  const folder = path.replace(/[^/\\]*$/, "");
  const host = {
    readText: async (name: string) => {
      const file = Bun.file(name);
      if (name.startsWith("/") || (await file.exists())) return file.text();
      return Bun.file(`${folder}${name}`).text();
    },
  };
  const setups: SessionSetup[] = [];
  let where = path;
  try {
    const { sessions } = readSettings(text, process.env);
    if (sessions.length === 0) throw new ConfigError("[SESSION]", undefined, "at least one");
    for (const session of sessions) {
      where = `${path}: [SESSION] ${setups.length + 1} of ${sessions.length}`;
      setups.push(await setupOf(session, host));
    }
  } catch (error) {
    // The key alone does not say where it stands.
    if (error instanceof ConfigError) throw new ConfigError(`${where}: ${error.path}`, error.value, error.allowed);
    if (error instanceof InputError) throw new InputError("INPUT_INVALID", `${where}: ${error.message}`);
    throw error;
  }
  return setups;
}

function byAddress(setups: readonly SessionSetup[]): SessionSetup[][] {
  const groups = new Map<string, SessionSetup[]>();
  for (const setup of setups) {
    if (setup.listen === undefined) continue;
    const address = `${setup.listen.hostname}:${setup.listen.port}`;
    const group = groups.get(address);
    if (group === undefined) groups.set(address, [setup]);
    else group.push(setup);
  }
  return [...groups.values()];
}

/** Loaded when it is needed: most have no database. */
async function openDatabase(url: string): Promise<PostgresStores> {
  const { PostgresStores } = await import("../store/postgres-store.ts");
  return PostgresStores.open({ sql: url });
}

/** What the hosts of an engine share. */
interface Shared {
  readonly databases: ReadonlyMap<string, PostgresStores>;
  readonly dropCopies: readonly DropCopy[];
}

function acceptorOf(group: readonly SessionSetup[], options: EngineOptions, shared: Shared): Promise<Acceptor> {
  const byName = new Map(group.map((setup) => [setup.name, setup]));
  const template = group.find((setup) => setup.template);
  const first = group[0]!;
  const of = (name: string) => byName.get(name) ?? template ?? first;
  return Acceptor.listen({
    ...hostOptions(options, shared, of),
    ...first.listen!,
    tls: first.tls,
    sessions: group.filter((setup) => !setup.template).map((setup) => setup.options),
    templates: group.filter((setup) => setup.template).map((setup) => setup.options),
  });
}

function initiatorOf(setup: SessionSetup, options: EngineOptions, shared: Shared): Initiator {
  return Initiator.start({
    ...hostOptions(options, shared, () => setup),
    session: setup.options,
    endpoints: setup.endpoints,
    reconnectIntervals: setup.reconnectIntervals,
    tls: setup.tls,
  });
}

function hostOptions({ log, ...options }: EngineOptions, shared: Shared, of: (name: string) => SessionSetup) {
  return {
    ...options,
    dropCopies: shared.dropCopies,
    store: (name: string, nowMicros: number) => {
      const { storeFolder: folder, storeSync: sync, storeLock: lock, storePostgres: url } = of(name);
      if (url !== undefined) return shared.databases.get(url)!.factory(name, nowMicros);
      if (folder === undefined) return new MemoryStore({ creationMicros: nowMicros });
      return fileStores({ folder, sync, lock })(name, nowMicros);
    },
    log: (name: string) => {
      const { logFolder: folder } = of(name);
      return both(folder === undefined ? undefined : fileLogs({ folder })(name), log?.(name));
    },
  };
}

/** One log of two. */
function both(one: SessionLog | undefined, other: SessionLog | undefined): SessionLog | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    incoming: (bytes, start, end, now) => {
      one.incoming(bytes, start, end, now);
      other.incoming(bytes, start, end, now);
    },
    outgoing: (bytes, start, end, now) => {
      one.outgoing(bytes, start, end, now);
      other.outgoing(bytes, start, end, now);
    },
    event: (text, now) => {
      one.event(text, now);
      other.event(text, now);
    },
    flush: (now) => {
      one.flush?.(now);
      other.flush?.(now);
    },
    [Symbol.dispose]: () => {
      one[Symbol.dispose]?.();
      other[Symbol.dispose]?.();
    },
  };
}
