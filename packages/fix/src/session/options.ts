import { ConfigError } from "@hotpath/core";
import type { Dictionary } from "../dictionary/dictionary.ts";
import type { ValidationRules } from "../validation/validator.ts";
import { type ScheduleOptions, SessionSchedule } from "./schedule.ts";
import { ageOf, type SessionID, type SessionIDParts, sessionID } from "./session-id.ts";

/**
 * How a session behaves. What QuickFIX has too is named as there, with its defaults; times are in seconds.
 */
export interface SessionOptions {
  /** The names of both sides. BeginString is the dictionary's where it is not given. */
  id: Omit<SessionIDParts, "beginString"> & { beginString?: string };
  /** Who connects, and so sends Logon first. */
  role: "initiator" | "acceptor";
  /** The dictionary of the messages; over FIXT 1.1 that of the version which DefaultApplVerID (1137) says. */
  dictionary: Dictionary;
  /** Over FIXT 1.1: dictionaries of other versions, for messages that name theirs by ApplVerID (1128). */
  applicationDictionaries?: readonly Dictionary[];
  /** HeartBtInt (108) that an initiator asks for; 30 by default. An acceptor takes the initiator's. */
  heartBtInt?: number;
  /** How long a connection may be without Logon; 10. */
  logonTimeout?: number;
  /** How long the answer to Logout is waited for; 2. */
  logoutTimeout?: number;
  /** Numbers begin again at every Logon. */
  resetOnLogon?: boolean;
  /** Numbers begin again after every Logout. */
  resetOnLogout?: boolean;
  /** Numbers begin again whenever the connection ends. */
  resetOnDisconnect?: boolean;
  /** The store reads its numbers again at every Logon. */
  refreshOnLogon?: boolean;
  /** A ResendRequest is sent for every message behind a gap, not for the first alone. */
  sendRedundantResendRequests?: boolean;
  /** The most messages that one ResendRequest asks for; 0, the default, for no limit. */
  resendRequestChunkSize?: number;
  /** Messages are kept to be sent again; true by default. Else they are gap-filled. */
  persistMessages?: boolean;
  /** SenderCompID and TargetCompID must be those of the session; true by default. */
  checkCompID?: boolean;
  /** SendingTime must be within `maxLatency` of our time; true by default. */
  checkLatency?: boolean;
  /** 120 by default. */
  maxLatency?: number;
  /** BodyLength and CheckSum must be right; true by default. */
  validateLengthAndChecksum?: boolean;
  /** What is checked of a message; `false` for nothing (QuickFIX's UseDataDictionary=N). */
  validation?: ValidationRules | false;
  /** Digits of the fraction of a second in SendingTime, from FIX 4.2 on; 3 by default. */
  timestampPrecision?: 0 | 3 | 6 | 9;
  /** Logon says and heeds NextExpectedMsgSeqNum (789); both sides must do so. FIX 4.4 on. */
  enableNextExpectedMsgSeqNum?: boolean;
  /** Every message says LastMsgSeqNumProcessed (369). FIX 4.2 on. */
  enableLastMsgSeqNumProcessed?: boolean;
  /** Username (553) of our Logon, FIX 4.3 on. */
  username?: string;
  /** Password (554) of our Logon; before FIX 4.3 RawData (96). */
  password?: string;
  /** NewPassword (925) of our Logon, FIX 5.0 on. */
  newPassword?: string;
  /** When the session is open; always, with new numbers every day at 00:00:00 UTC, by default. */
  schedule?: ScheduleOptions;
  /** When it may log on (QuickFIX's LogonTime …); as the schedule by default. */
  logonSchedule?: ScheduleOptions;
  /** TestRequest is sent after so many intervals of silence; 1.2. */
  testRequestDelayMultiplier?: number;
  /** The connection ends after so many intervals of silence; 2.4. */
  heartBeatTimeoutMultiplier?: number;
  /** A message whose callback throws is rejected; else the session logs out, and the message is not counted as received. */
  rejectMessageOnUnhandledException?: boolean;
  /** The most bytes of a message; 1 MiB. */
  maxMessageBytes?: number;
  /** The most messages that are kept while a gap before them is filled; 10,000. Others are asked for again. */
  maxQueuedMessages?: number;
  /** The most bytes of them; 16 MiB. */
  maxQueuedBytes?: number;
  /**
   * What happens when the peer does not read as fast as we send: `hold` keeps the messages in the store alone and sends
   * them when there is room; `disconnect` ends the connection. Without `persistMessages` it is always `disconnect`.
   */
  slowPeer?: "hold" | "disconnect";
  /** The most application messages that we send a second, the rest held in the store; 0, the default, for no limit. */
  maxMessagesPerSecond?: number;
  /** The most messages a second that the peer may send; beyond it the session logs out. 0, the default, for no limit. */
  maxIncomingPerSecond?: number;
}

/** Options with every default, checked. */
export interface ResolvedSessionOptions
  extends Required<
    Omit<SessionOptions, "id" | "schedule" | "logonSchedule" | "username" | "password" | "newPassword">
  > {
  readonly id: SessionID;
  /** 40 for FIX 4.0 to 44, and 50 for FIXT 1.1. */
  readonly age: number;
  readonly schedule: SessionSchedule;
  readonly logonSchedule: SessionSchedule;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly newPassword: string | undefined;
}

/** Bounds of the numbers, and their defaults. */
const NUMBERS = {
  heartBtInt: [30, 0, 86_400],
  logonTimeout: [10, 1, 86_400],
  logoutTimeout: [2, 1, 86_400],
  resendRequestChunkSize: [0, 0, 1e9],
  maxLatency: [120, 0, 1e9],
  testRequestDelayMultiplier: [1.2, 0.1, 1000],
  heartBeatTimeoutMultiplier: [2.4, 0.1, 1000],
  maxMessageBytes: [1_048_576, 256, 2 ** 30],
  maxQueuedMessages: [10_000, 0, 1e7],
  maxQueuedBytes: [16_777_216, 0, 2 ** 32],
  maxMessagesPerSecond: [0, 0, 1e9],
  maxIncomingPerSecond: [0, 0, 1e9],
} as const;

/** Switches and their defaults. */
const SWITCHES = {
  resetOnLogon: false,
  resetOnLogout: false,
  resetOnDisconnect: false,
  refreshOnLogon: false,
  sendRedundantResendRequests: false,
  persistMessages: true,
  checkCompID: true,
  checkLatency: true,
  validateLengthAndChecksum: true,
  enableNextExpectedMsgSeqNum: false,
  enableLastMsgSeqNumProcessed: false,
  rejectMessageOnUnhandledException: false,
} as const;

/**
 * Checks options and fills in the defaults.
 *
 * @throws {ConfigError} naming the option that is wrong
 */
export function resolveSessionOptions(options: SessionOptions): ResolvedSessionOptions {
  const { dictionary, role, timestampPrecision = 3, slowPeer = "hold" } = options;
  const id = sessionID({ ...options.id, beginString: options.id.beginString ?? dictionary.beginString });
  if (id.beginString !== dictionary.beginString)
    throw new ConfigError("dictionary", dictionary.name, `a dictionary of ${id.beginString}`);
  if (role !== "initiator" && role !== "acceptor") throw new ConfigError("role", role, "initiator, acceptor");
  if (![0, 3, 6, 9].includes(timestampPrecision))
    throw new ConfigError("timestampPrecision", timestampPrecision, "0, 3, 6, 9");
  if (slowPeer !== "hold" && slowPeer !== "disconnect") throw new ConfigError("slowPeer", slowPeer, "hold, disconnect");
  const numbers = Object.fromEntries(
    Object.entries(NUMBERS).map(([name, [otherwise, least, most]]) => {
      const value = options[name as keyof typeof NUMBERS] ?? otherwise;
      if (!(typeof value === "number" && value >= least && value <= most))
        throw new ConfigError(name, value, `a number from ${least} to ${most}`);
      return [name, value];
    }),
  ) as Record<keyof typeof NUMBERS, number>;
  const switches = Object.fromEntries(
    Object.entries(SWITCHES).map(([name, otherwise]) => {
      const value = options[name as keyof typeof SWITCHES] ?? otherwise;
      if (typeof value !== "boolean") throw new ConfigError(name, value, "true or false");
      return [name, value];
    }),
  ) as Record<keyof typeof SWITCHES, boolean>;
  const age = ageOf(id.beginString);
  if (role === "initiator" && numbers.heartBtInt === 0)
    throw new ConfigError("heartBtInt", 0, "a number greater than 0 for an initiator");
  if (switches.enableNextExpectedMsgSeqNum && age < 44)
    throw new ConfigError("enableNextExpectedMsgSeqNum", true, "false before FIX.4.4");
  const schedule = new SessionSchedule(options.schedule);
  return Object.freeze({
    ...numbers,
    ...switches,
    enableLastMsgSeqNumProcessed: switches.enableLastMsgSeqNumProcessed && age >= 42,
    id,
    age,
    role,
    dictionary,
    applicationDictionaries: options.applicationDictionaries ?? [],
    validation: options.validation ?? {},
    timestampPrecision: age >= 42 ? timestampPrecision : 0,
    slowPeer: switches.persistMessages ? slowPeer : "disconnect",
    schedule,
    logonSchedule: options.logonSchedule === undefined ? schedule : new SessionSchedule(options.logonSchedule),
    username: options.username,
    password: options.password,
    newPassword: options.newPassword,
  });
}
