import { ConfigError } from "@hotpath/core";
import { Cell, Section } from "../dictionary/scope.ts";
import { Garbled } from "../reader/garbled.ts";
import { MessageReader } from "../reader/message-reader.ts";
import type { MessageWriter } from "../writer/message-writer.ts";
import type { MessageHeader } from "./outgoing.ts";
import type { Session } from "./session.ts";
import { type SessionIDParts, sessionID, sessionName } from "./session-id.ts";
import type { SessionTap } from "./session-link.ts";

/** How a {@link DropCopy} is made. */
export interface DropCopyOptions {
  /** The name of the session that the copies go to. */
  to: SessionIDParts;
  /** The message types that are copied; `["8"]`, ExecutionReport, by default. */
  msgTypes?: readonly string[];
  /** Whether messages are copied that the other sessions send, receive, or both; `sent` by default. */
  direction?: "sent" | "received" | "both";
  /** Whether a message is copied; all are by default. The view holds until it returns. */
  filter?: (message: MessageReader, session: Session) => boolean;
  /**
   * The header fields of a copy besides the session's own. By default OnBehalfOfCompID (115) names the counterparty of the
   * session that the message is of.
   */
  header?: (session: Session) => MessageHeader;
  /** The most copies that may wait in the store until their receiver takes them; 100,000 by default. */
  maxWaiting?: number;
  /** What is given up when so many wait: the `newest` is not copied, and by default; the `oldest` is gap-filled. */
  whenFull?: "newest" | "oldest";
}

const MAX_WAITING = 100_000;

/**
 * Copies what other sessions send or receive to a session of its own: for a risk or back office that wants to see every
 * fill. A copy is a message of that session, with its numbers and in its store: it is sent again when it is asked for, and
 * waits there while nobody is connected. A copy is kept before its original is sent; so after kill −9 no message has left
 * without one, and one may have been copied twice. Nothing that goes wrong with a copy stops its original.
 *
 * From FIX 4.4 on, ExecutionReports say CopyMsgIndicator (797).
 *
 * @example
 * const dropCopy = new DropCopy({ to: { beginString: "FIX.4.4", senderCompID: "BROKER", targetCompID: "RISK" } });
 * await using acceptor = await Acceptor.listen({ …, sessions: [client, risk], dropCopies: [dropCopy] });
 */
export class DropCopy implements SessionTap {
  /** Messages copied. */
  copied = 0;
  /** Copies given up because too many waited. */
  discarded = 0;
  /**
   * Messages that could not be copied: they were of another version, or the session was not there, or not ready, or its
   * store has failed.
   */
  failed = 0;
  /** The name of the session that the copies go to. */
  readonly to: string;
  readonly #msgTypes: ReadonlySet<string>;
  readonly #sent: boolean;
  readonly #received: boolean;
  readonly #options: DropCopyOptions;
  readonly #maxWaiting: number;
  #session: Session | undefined;
  #reader: MessageReader | undefined;
  #dirty = false;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: DropCopyOptions) {
    const { to, msgTypes = ["8"], direction = "sent", maxWaiting = MAX_WAITING, whenFull = "newest" } = options;
    if (msgTypes.length === 0 || msgTypes.some((each) => !/^[!-~]{1,8}$/.test(each)))
      throw new ConfigError("dropCopy.msgTypes", msgTypes, "values of MsgType (35), at least one");
    if (!["sent", "received", "both"].includes(direction))
      throw new ConfigError("dropCopy.direction", direction, "sent, received, both");
    if (!(Number.isInteger(maxWaiting) && maxWaiting >= 1 && maxWaiting <= 1e9))
      throw new ConfigError("dropCopy.maxWaiting", maxWaiting, "an integer from 1 to 1000000000");
    if (whenFull !== "newest" && whenFull !== "oldest")
      throw new ConfigError("dropCopy.whenFull", whenFull, "newest, oldest");
    this.to = sessionName(sessionID(to));
    this.#options = options;
    this.#msgTypes = new Set(msgTypes);
    this.#sent = direction !== "received";
    this.#received = direction !== "sent";
    this.#maxWaiting = maxWaiting;
  }

  /** A session was made: a host says so of all of its own. The one that the copies go to is taken. */
  adopt(session: Session): void {
    if (session.name === this.to) this.#session = session;
  }

  sent(bytes: Uint8Array, start: number, end: number, msgType: string, session: Session): void {
    if (this.#sent && this.#msgTypes.has(msgType)) this.#copy(bytes, start, end, session);
  }

  received(bytes: Uint8Array, start: number, end: number, msgType: string, session: Session): void {
    if (this.#received && this.#msgTypes.has(msgType)) this.#copy(bytes, start, end, session);
  }

  flush(): true | Promise<true> {
    const session = this.#session;
    if (!this.#dirty || session === undefined) return true;
    this.#dirty = false;
    const kept = session.flush();
    // A store that fails is told in the log of its own session, and ends the connection of that.
    if (typeof kept === "boolean") {
      if (!kept) this.failed++;
      return true;
    }
    return kept.then((done) => {
      if (!done) this.failed++;
      return true;
    });
  }

  #copy(bytes: Uint8Array, start: number, end: number, from: Session): void {
    const to = this.#session;
    if (to === undefined || !to.isReady || to.isWriting || !speakTheSame(from, to)) {
      this.failed++;
      return;
    }
    const { dictionary } = from.options;
    if (this.#reader?.dictionary !== dictionary)
      this.#reader = new MessageReader(dictionary, { validateLengthAndChecksum: false });
    const reader = this.#reader;
    if (reader.read(bytes, start, end) !== Garbled.None) return;
    const { filter, header, whenFull } = this.#options;
    if (filter !== undefined && !filter(reader, from)) return;
    if (to.unsent >= this.#maxWaiting) {
      this.discarded++;
      if (whenFull !== "oldest") return;
      to.giveUpOldest();
    }
    try {
      const own = header?.(from) ?? { onBehalfOfCompID: from.id.targetCompID };
      const applVerID = reader.string(1128);
      const writer = to.begin(reader.msgType, applVerID === undefined ? own : { applVerID, ...own });
      writeBodyOf(writer, reader);
      to.commit();
      this.copied++;
      this.#dirty = true;
    } catch {
      // As where too much waits for a database, or the program's own header is none.
      to.cancel();
      this.failed++;
    }
  }
}

/** Taps of several drop copies as one; `undefined` for none, as for the session that is one's receiver. */
export function tapFor(dropCopies: readonly DropCopy[], sessionName: string): SessionTap | undefined {
  if (dropCopies.length === 0 || dropCopies.some(({ to }) => to === sessionName)) return undefined;
  if (dropCopies.length === 1) return dropCopies[0];
  return {
    sent: (bytes, start, end, msgType, session) => {
      for (const each of dropCopies) each.sent(bytes, start, end, msgType, session);
    },
    received: (bytes, start, end, msgType, session) => {
      for (const each of dropCopies) each.received(bytes, start, end, msgType, session);
    },
    flush: () => {
      const late = dropCopies.map((each) => each.flush()).filter((each) => each !== true);
      return late.length === 0 ? true : Promise.all(late).then(() => true as const);
    },
  };
}

function speakTheSame({ options: from }: Session, { options: to }: Session): boolean {
  return from.id.beginString === to.id.beginString && from.dictionary.applVerID === to.dictionary.applVerID;
}

/** Writes the body of a message as it stands, data with separators too. */
function writeBodyOf(writer: MessageWriter, reader: MessageReader): void {
  const { tags, starts, ends, bytes, cells, count } = reader.index;
  for (let i = 3; i < count; i++) {
    const section = cells[i] === 0 ? Section.Body : (cells[i]! >> Cell.SectionShift) & Cell.SectionMask;
    if (section === Section.Body && tags[i] !== 10) writer.raw(tags[i]!, bytes, starts[i], ends[i]);
  }
  const { fieldCount } = reader.dictionary.tables;
  const indicator = reader.dictionary.tables.index(797);
  const known = indicator !== 0 && indicator < fieldCount && reader.scope.cells[indicator] !== 0;
  if (known && !reader.has(797)) writer.boolean(797, true);
}
