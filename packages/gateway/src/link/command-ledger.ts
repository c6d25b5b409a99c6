import {
  type EventCursor,
  GatewayCommand,
  GatewayCommandKind,
  GatewayText,
  GatewayTextKind,
  OrderEntry,
  OrderEntryBracket,
  OrderEntryCancel,
  OrderEntryMassCancel,
  OrderEntryReplace,
  OrderEntryTerms,
  RiskCommand,
  RiskLimit,
  RiskLimitsCommit,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  StrategyCommand,
  StrategyParameter,
} from "@hotpath/core";
import { type HashWords, TextPieces } from "./command-record.ts";
import { Recent } from "./recent.ts";

/** What was done under a key. */
export interface DoneCommand {
  /** Number of its `GatewayCommand`. */
  readonly sequence: number;
  /** Hash of what was asked for. */
  readonly request: HashWords;
  /** Number of the first input that it became. */
  first: number;
  /** The order that came of it; 0 if none did. */
  orderId: number;
  /** What was answered, as JSON; undefined where the process ended before that was journalled. */
  answer: string | undefined;
}

/** The inputs of which commands are made: a command is done when all of its own have come. */
export const COMMAND_INPUTS: readonly number[] = [
  OrderEntry.TYPE,
  OrderEntryTerms.TYPE,
  OrderEntryBracket.TYPE,
  OrderEntryReplace.TYPE,
  OrderEntryCancel.TYPE,
  OrderEntryMassCancel.TYPE,
  StrategyCommand.TYPE,
  StrategyParameter.TYPE,
  RiskCommand.TYPE,
  RiskLimit.TYPE,
  RiskLimitsCommit.TYPE,
  GatewayCommand.TYPE,
  GatewayText.TYPE,
];

/**
 * What clients had done under their idempotency keys, as the journal has it: so a recovered engine knows it too, and what is
 * sent again after a restart is not done again. It is a part of the engine's state, and the same in every replay.
 */
export class CommandLedger implements Snapshotable {
  readonly #done: Recent<string, DoneCommand>;
  readonly #pieces = new TextPieces();
  /** The command whose inputs are coming. */
  #open: { key: string; command: DoneCommand; left: number } | undefined;
  /** The command of the input that was taken in last. */
  #taken: DoneCommand | undefined;
  /** The command that was done last: its answer comes next. */
  #last: DoneCommand | undefined;

  /** @param capacity keys that are kept; beyond it the oldest are forgotten */
  constructor(capacity: number) {
    this.#done = new Recent(capacity);
  }

  /** Keys that are kept. */
  get size(): number {
    return this.#done.size;
  }

  /** Whether a command's inputs are not all here. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** What was done under a key. */
  find(key: HashWords): DoneCommand | undefined {
    return this.#done.get(nameOf(key));
  }

  /** Takes in an input, one of {@link COMMAND_INPUTS}. */
  take(event: EventCursor): void {
    this.#taken = undefined;
    if (event.type === GatewayCommand.TYPE) {
      this.#begin(event);
      return;
    }
    if (event.type === GatewayText.TYPE && GatewayText.kind(event) === GatewayTextKind.Answer) {
      const text = this.#pieces.take(event);
      if (text !== undefined && this.#last?.sequence === GatewayText.command(event)) this.#last.answer = text;
      return;
    }
    const open = this.#open;
    if (open === undefined) return;
    if (open.command.first === 0) open.command.first = event.sequence;
    this.#taken = open.command;
    open.left -= 1;
    if (open.left === 0) this.#end(open);
  }

  /** The order of the input that was taken in last has that id. */
  ordered(orderId: number): void {
    if (this.#taken !== undefined) this.#taken.orderId = orderId;
  }

  #begin(event: EventCursor): void {
    const key = keyOf(event);
    const isVoid = GatewayCommand.command(event) === GatewayCommandKind.Void || key.every((word) => word === 0);
    const count = GatewayCommand.count(event);
    this.#open = undefined;
    if (isVoid || count < 1) return;
    const request = requestOf(event);
    const command = { sequence: event.sequence, request, first: 0, orderId: 0, answer: undefined };
    this.#open = { key: nameOf(key), command, left: count };
  }

  #end({ key, command }: { key: string; command: DoneCommand }): void {
    this.#open = undefined;
    this.#last = command;
    this.#done.set(key, command);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("gateway.commands");
    writer.i32(this.#done.size);
    for (const [key, command] of this.#done.entries()) writeDone(writer, key, command);
    writer.i32(this.#open?.left ?? 0);
    if (this.#open !== undefined) writeDone(writer, this.#open.key, this.#open.command);
    writer.f64(this.#last?.sequence ?? 0);
    this.#pieces.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("gateway.commands");
    this.#done.clear();
    this.#last = undefined;
    for (let left = reader.i32(); left > 0; left--) {
      const { key, command } = readDone(reader);
      this.#done.set(key, command);
    }
    const left = reader.i32();
    this.#open = left === 0 ? undefined : { ...readDone(reader), left };
    const last = reader.f64();
    for (const command of this.#done.values()) if (command.sequence === last) this.#last = command;
    this.#pieces.restore(reader);
  }
}

function nameOf(key: HashWords): string {
  return key.join(",");
}

function keyOf(event: EventCursor): HashWords {
  const { key0, key1, key2, key3 } = GatewayCommand;
  return [key0(event), key1(event), key2(event), key3(event)];
}

function requestOf(event: EventCursor): HashWords {
  const { request0, request1, request2, request3 } = GatewayCommand;
  return [request0(event), request1(event), request2(event), request3(event)];
}

function writeDone(writer: SnapshotWriter, key: string, command: DoneCommand): void {
  writer.string(key);
  writer.f64(command.sequence);
  for (const word of command.request) writer.i32(word);
  writer.f64(command.first);
  writer.f64(command.orderId);
  writer.string(command.answer ?? "");
}

function readDone(reader: SnapshotReader): { key: string; command: DoneCommand } {
  const key = reader.string();
  const sequence = reader.f64();
  const request: HashWords = [reader.i32(), reader.i32(), reader.i32(), reader.i32()];
  const [first, orderId, answer] = [reader.f64(), reader.f64(), reader.string()];
  return { key, command: { sequence, request, first, orderId, answer: answer === "" ? undefined : answer } };
}
