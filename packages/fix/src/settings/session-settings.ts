import { ConfigError, InputError } from "@hotpath/core";
import type { Dictionary } from "../dictionary/dictionary.ts";
import type { Endpoint } from "../net/initiator.ts";
import type { TlsOptions } from "../net/transport.ts";
import type { DropCopyOptions } from "../session/drop-copy.ts";
import type { SessionOptions } from "../session/options.ts";
import type { ScheduleOptions } from "../session/schedule.ts";
import { type SessionID, sessionID, sessionName } from "../session/session-id.ts";
import { keyOf, type Settings } from "./settings-text.ts";
import { loadVersion } from "./versions.ts";

/** A session as its settings describe it. */
export interface SessionSetup {
  name: string;
  role: "acceptor" | "initiator";
  options: Omit<SessionOptions, "role">;
  /** Acceptor: where to listen. */
  listen: Endpoint | undefined;
  /** Acceptor: it stands for every session whose names fit, `*` for any. */
  template: boolean;
  /** Initiator: where to connect, in turn. */
  endpoints: readonly Endpoint[];
  reconnectIntervals: readonly number[];
  tls: TlsOptions | undefined;
  /** Folder of the store; `undefined` for memory. */
  storeFolder: string | undefined;
  storeSync: "each" | "interval" | "none";
  /** Whether other processes are kept from the store's file. */
  storeLock: boolean;
  /** URL of the PostgreSQL database that the store is in; `undefined` for none. It has a password in it. */
  storePostgres: string | undefined;
  /** Whether it gets copies of the other sessions' messages, and of which. */
  dropCopy: DropCopyOptions | undefined;
  /** Folder of the log; `undefined` for none. */
  logFolder: string | undefined;
  /** All settings, for the program's own; keys in small letters. */
  settings: Settings;
}

/** Reads files that settings name. */
export interface SettingsHost {
  /** @throws whatever says why it cannot be read */
  readText(path: string): Promise<string>;
}

/** Switches by QuickFIX's key and by ours. */
const SWITCHES = {
  ResetOnLogon: "resetOnLogon",
  ResetOnLogout: "resetOnLogout",
  ResetOnDisconnect: "resetOnDisconnect",
  RefreshOnLogon: "refreshOnLogon",
  SendRedundantResendRequests: "sendRedundantResendRequests",
  PersistMessages: "persistMessages",
  CheckCompID: "checkCompID",
  CheckLatency: "checkLatency",
  ValidateLengthAndChecksum: "validateLengthAndChecksum",
  EnableNextExpectedMsgSeqNum: "enableNextExpectedMsgSeqNum",
  EnableLastMsgSeqNumProcessed: "enableLastMsgSeqNumProcessed",
  RejectMessageOnUnhandledException: "rejectMessageOnUnhandledException",
} as const;

const NUMBERS = {
  HeartBtInt: "heartBtInt",
  LogonTimeout: "logonTimeout",
  LogoutTimeout: "logoutTimeout",
  MaxLatency: "maxLatency",
  ResendRequestChunkSize: "resendRequestChunkSize",
  TestRequestDelayMultiplier: "testRequestDelayMultiplier",
  HeartBeatTimeoutMultiplier: "heartBeatTimeoutMultiplier",
  MaxMessageBytes: "maxMessageBytes",
  MaxQueuedMessages: "maxQueuedMessages",
  MaxMessagesPerSecond: "maxMessagesPerSecond",
  MaxIncomingPerSecond: "maxIncomingPerSecond",
} as const;

const RULES = {
  ValidateFieldsOutOfOrder: "validateFieldsOutOfOrder",
  ValidateFieldsHaveValues: "validateFieldsHaveValues",
  ValidateUserDefinedFields: "validateUserDefinedFields",
  AllowUnknownMsgFields: "allowUnknownMsgFields",
  ValidateUnorderedGroupFields: "validateUnorderedGroupFields",
} as const;

const PRECISIONS: Readonly<Record<string, 0 | 3 | 6 | 9>> = {
  "0": 0,
  "3": 3,
  "6": 6,
  "9": 9,
  SECONDS: 0,
  MILLIS: 3,
  MICROS: 6,
  NANOS: 9,
};

/** Settings of one section, read with errors that name the key. */
class Section {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  text(key: string): string | undefined {
    const value = this.#settings.get(keyOf(key));
    return value === "" ? undefined : value;
  }

  needed(key: string): string {
    return this.text(key) ?? fail(key, undefined, "a value");
  }

  flag(key: string): boolean | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    if (/^y/i.test(value) || value.toLowerCase() === "true") return true;
    if (/^n/i.test(value) || value.toLowerCase() === "false") return false;
    return fail(key, value, "Y, N");
  }

  number(key: string): number | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    return /^\d+(\.\d+)?$/.test(value) ? Number(value) : fail(key, value, "a number");
  }

  port(key: string): number | undefined {
    const value = this.number(key);
    if (value === undefined || (Number.isInteger(value) && value <= 65_535)) return value;
    return fail(key, value, "a port from 0 to 65535");
  }

  /** The keys that begin with a text. */
  keys(prefix: string): string[] {
    return [...this.#settings.keys()].filter((key) => key.startsWith(keyOf(prefix)));
  }
}

function fail(key: string, value: unknown, allowed: string): never {
  throw new ConfigError(key, value, allowed);
}

/**
 * Makes a session's options of its settings, by QuickFIX's keys. Keys that it does not know are the program's own.
 *
 * @throws {ConfigError} naming the key
 */
export async function setupOf(settings: Settings, host: SettingsHost): Promise<SessionSetup> {
  const section = new Section(settings);
  const role = section.needed("ConnectionType").toLowerCase();
  if (role !== "acceptor" && role !== "initiator") fail("ConnectionType", role, "acceptor, initiator");
  const id = sessionID({
    beginString: section.needed("BeginString"),
    senderCompID: section.needed("SenderCompID"),
    targetCompID: section.needed("TargetCompID"),
    senderSubID: section.text("SenderSubID") ?? "",
    senderLocationID: section.text("SenderLocationID") ?? "",
    targetSubID: section.text("TargetSubID") ?? "",
    targetLocationID: section.text("TargetLocationID") ?? "",
    qualifier: section.text("SessionQualifier") ?? "",
  });
  if (role === "acceptor" && id.qualifier !== "") fail("SessionQualifier", id.qualifier, "nothing for an acceptor");
  const { dictionary, others } = await dictionariesOf(section, id.beginString, host);
  const options: Record<string, unknown> = { id, dictionary, applicationDictionaries: others };
  for (const [key, name] of Object.entries(SWITCHES)) options[name] = section.flag(key);
  for (const [key, name] of Object.entries(NUMBERS)) options[name] = section.number(key);
  options.timestampPrecision = precisionOf(section);
  options.validation = rulesOf(section);
  options.schedule = scheduleOf(section, "Start", "End");
  if (["LogonTime", "LogoutTime", "LogonDay", "LogoutDay"].some((key) => section.text(key) !== undefined))
    options.logonSchedule = { ...scheduleOf(section, "Start", "End"), ...scheduleOf(section, "Logon", "Logout") };
  for (const name of ["username", "password", "newPassword", "slowPeer"]) options[name] = section.text(name);
  for (const [name, value] of Object.entries(options)) if (value === undefined) delete options[name];
  const port = section.port("SocketAcceptPort");
  if (role === "acceptor" && port === undefined) fail("SocketAcceptPort", undefined, "a port");
  return {
    name: sessionName(id),
    role,
    options: options as unknown as Omit<SessionOptions, "role">,
    listen:
      role === "initiator" ? undefined : { hostname: section.text("SocketAcceptAddress") ?? "0.0.0.0", port: port! },
    template: section.flag("AcceptorTemplate") ?? section.flag("DynamicSession") ?? false,
    endpoints: role === "acceptor" ? [] : endpointsOf(section),
    reconnectIntervals: intervalsOf(section),
    tls: tlsOf(section, role),
    storeFolder: section.text("FileStorePath"),
    storeSync: section.flag("FileStoreSync") === true ? "each" : syncOf(section),
    storeLock: section.flag("FileStoreLock") ?? true,
    storePostgres: postgresOf(section),
    dropCopy: dropCopyOf(section, id),
    logFolder: section.text("FileLogPath"),
    settings,
  };
}

async function dictionariesOf(
  section: Section,
  beginString: string,
  host: SettingsHost,
): Promise<{ dictionary: Dictionary; others: Dictionary[] }> {
  const use = section.flag("UseDataDictionary") ?? true;
  const read = async (key: string) => {
    const path = use ? section.text(key) : undefined;
    if (path === undefined) return undefined;
    let xml: string;
    try {
      xml = await host.readText(path);
    } catch (error) {
      return fail(key, path, `a file that can be read (${(error as Error).message})`);
    }
    const { readDictionary } = await import("../xml.ts");
    try {
      return readDictionary(xml);
    } catch (error) {
      throw error instanceof InputError ? new InputError("INPUT_INVALID", `${key}: ${path}: ${error.message}`) : error;
    }
  };
  if (beginString !== "FIXT.1.1")
    return {
      dictionary: (await read("DataDictionary")) ?? (await loadVersion(beginString, "BeginString")),
      others: [],
    };
  const { dictionary: builtIn } = await import("../generated/fixt11.ts");
  const transport = (await read("TransportDataDictionary")) ?? builtIn;
  const version = section.needed("DefaultApplVerID");
  const standard = await loadVersion(version, "DefaultApplVerID", true);
  const own = await read("AppDataDictionary");
  const dictionary = own === undefined && transport === builtIn ? standard : (own ?? standard).over(transport);
  const others: Dictionary[] = [];
  for (const key of section.keys("AppDataDictionary."))
    others.push((await read(key))?.over(transport) ?? (await loadVersion(key.slice(18), key, true)));
  return { dictionary, others };
}

function precisionOf(section: Section): 0 | 3 | 6 | 9 | undefined {
  if (section.flag("MillisecondsInTimeStamp") === false) return 0;
  const text = section.text("TimestampPrecision");
  if (text === undefined) return undefined;
  return PRECISIONS[text.toUpperCase()] ?? fail("TimestampPrecision", text, Object.keys(PRECISIONS).join(", "));
}

function rulesOf(section: Section): SessionOptions["validation"] {
  if (section.flag("UseDataDictionary") === false || section.flag("ValidateIncomingMessage") === false) return false;
  const rules: Record<string, boolean> = {};
  for (const [key, name] of Object.entries(RULES)) {
    const value = section.flag(key);
    if (value !== undefined) rules[name] = value;
  }
  return rules;
}

function scheduleOf(section: Section, start: string, end: string): ScheduleOptions {
  const zone = section.text("TimeZone");
  const local = section.flag("UseLocalTime") === true ? Intl.DateTimeFormat().resolvedOptions().timeZone : undefined;
  const list = (key: string) =>
    section
      .text(key)
      ?.split(/[,;\s]+/)
      .filter((each) => each !== "");
  const entries = {
    startTime: section.text(`${start}Time`),
    endTime: section.text(`${end}Time`),
    startDay: section.text(`${start}Day`),
    endDay: section.text(`${end}Day`),
    weekdays: list("Weekdays"),
    holidays: list("Holidays"),
    timeZone: zone ?? local,
    nonStop: section.flag("NonStopSession"),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function endpointsOf(section: Section): Endpoint[] {
  const endpoints: Endpoint[] = [];
  for (let i = 0; ; i++) {
    const suffix = i === 0 ? "" : String(i);
    const hostname = section.text(`SocketConnectHost${suffix}`);
    const port = section.port(`SocketConnectPort${suffix}`);
    if (hostname === undefined && port === undefined) {
      // Some number the further ones from 1, some from 0.
      if (i > 0) break;
      continue;
    }
    if (hostname === undefined) return fail(`SocketConnectHost${suffix}`, undefined, "a host");
    endpoints.push({ hostname, port: port ?? fail(`SocketConnectPort${suffix}`, undefined, "a port") });
  }
  return endpoints.length > 0 ? endpoints : fail("SocketConnectHost", undefined, "a host");
}

function intervalsOf(section: Section): number[] {
  const text = section.text("ReconnectInterval") ?? "30";
  const intervals = text.split(/[;,\s]+/).map(Number);
  return intervals.every((each) => each >= 0) ? intervals : fail("ReconnectInterval", text, "seconds, as 30 or 1;5;30");
}

function syncOf(section: Section): "each" | "interval" | "none" {
  const text = section.text("FileStoreSyncPolicy") ?? "none";
  return text === "each" || text === "interval" || text === "none"
    ? text
    : fail("FileStoreSyncPolicy", text, "each, interval, none");
}

/** QuickFIX's keys of its PostgreSQL store, with its defaults, where there is one of them. */
function postgresOf(section: Section): string | undefined {
  if (section.keys("PostgreSQLStore").length === 0) return undefined;
  if (section.text("FileStorePath") !== undefined)
    fail("FileStorePath", section.text("FileStorePath"), "nothing beside the keys of PostgreSQLStore");
  const part = (key: string, otherwise: string) =>
    encodeURIComponent(section.text(`PostgreSQLStore${key}`) ?? otherwise);
  const login = `${part("User", "postgres")}:${part("Password", "")}`;
  return `postgres://${login}@${part("Host", "localhost")}:${section.port("PostgreSQLStorePort") ?? 5432}/${part("Database", "quickfix")}`;
}

/** Our keys of a session that gets copies: `DropCopy=Y`, and what of. */
function dropCopyOf(section: Section, to: SessionID): DropCopyOptions | undefined {
  if (section.flag("DropCopy") !== true) return undefined;
  const options: Record<string, unknown> = {
    to,
    msgTypes: section.text("DropCopyMsgTypes")?.split(/[,;\s]+/),
    direction: section.text("DropCopyDirection"),
    maxWaiting: section.number("DropCopyMaxWaiting"),
    whenFull: section.text("DropCopyWhenFull"),
  };
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as DropCopyOptions;
}

function tlsOf(section: Section, role: "acceptor" | "initiator"): TlsOptions | undefined {
  const side = role === "acceptor" ? "Server" : "Client";
  const cert = section.text(`${side}CertificateFile`);
  const key = section.text(`${side}CertificateKeyFile`);
  const ca = section.text("CertificationAuthoritiesFile");
  const wanted = section.flag("SocketUseSSL") ?? (cert !== undefined || ca !== undefined);
  if (!wanted) return undefined;
  if (role === "acceptor" && cert === undefined) fail("ServerCertificateFile", undefined, "a certificate in PEM");
  const level = section.number("CertificateVerifyLevel");
  const verify = level === undefined ? role === "initiator" : level > 0;
  const options: Record<string, unknown> = {
    cert,
    key: key ?? cert,
    ca,
    rejectUnauthorized: role === "acceptor" ? (level ?? 0) > 1 : verify,
    ...(role === "acceptor" ? { requestCert: verify } : {}),
    serverName: section.text("SNIHostName"),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as TlsOptions;
}
