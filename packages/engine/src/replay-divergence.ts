import { type EventCursor, type EventView, StateError, viewEvent } from "@hotpath/core";

/** A replay does not do what was recorded: where, and what is different. */
export class ReplayDivergence extends StateError {
  /** Number of the input after which it was found. */
  readonly sequence: number;
  /** What was recorded; undefined where nothing was. */
  readonly recorded: EventView | undefined;
  /** What the replay derived; undefined where it derived nothing. */
  readonly derived: EventView | undefined;

  /** The cursors are those of the records; undefined where there is none. */
  constructor(sequence: number, recorded: EventCursor | undefined, derived: EventCursor | undefined) {
    const [was, is] = [recorded && viewEvent(recorded), derived && viewEvent(derived)];
    super("STATE_INVALID", `replay: at sequence ${sequence} ${difference(was, is)}`);
    this.sequence = sequence;
    this.recorded = was;
    this.derived = is;
  }
}

function difference(recorded: EventView | undefined, derived: EventView | undefined): string {
  if (recorded === undefined) return `a ${derived?.type} was derived that was not recorded: ${text(derived)}`;
  if (derived === undefined) return `a ${recorded.type} was recorded that is not derived: ${text(recorded)}`;
  if (recorded.type !== derived.type)
    return `a ${derived.type} was derived where a ${recorded.type} was recorded: ${text(derived)}; recorded ${text(recorded)}`;
  const was = recorded as unknown as Record<string, unknown>;
  const is = derived as unknown as Record<string, unknown>;
  const fields = Object.keys(was).filter((name) => !Object.is(was[name], is[name]));
  const shown = fields.map((name) => `${name} ${String(is[name])}, recorded ${String(was[name])}`);
  return `another ${recorded.type} was derived than was recorded: ${shown.join("; ")}`;
}

function text(view: EventView | undefined): string {
  return JSON.stringify(view, (_, value) => (typeof value === "bigint" ? value.toString() : value));
}
