/** How much a line of a strategy's log matters. */
export type LogLevel = "debug" | "info" | "warning" | "error";

/** What a line may carry beside its text. */
export type LogFields = Readonly<Record<string, number | string | boolean>>;

/** One line of a strategy's log. */
export interface LogEntry {
  /** Number of the input at which it was written; 0 before the first. */
  sequence: number;
  /** Event time, in microseconds since the Unix epoch. */
  micros: number;
  strategy: string;
  level: LogLevel;
  message: string;
  fields: LogFields | undefined;
}

/** Lines kept until they are taken. */
const CAPACITY = 1024;

/**
 * What a strategy has logged: the last 1,024 lines that nobody has taken yet. It is for people: no part of the state, of
 * hashes or of the journal, and a replay writes the same lines again.
 */
export class StrategyLog {
  #entries: LogEntry[] = [];
  #dropped = 0;

  /** Lines that were thrown away because nobody took them in time. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Lines that wait to be taken. */
  get size(): number {
    return this.#entries.length;
  }

  /** Adds a line; the oldest one goes where there is no more room. */
  add(entry: LogEntry): void {
    if (this.#entries.length === CAPACITY) {
      this.#entries.shift();
      this.#dropped += 1;
    }
    this.#entries.push(entry);
  }

  /** The lines since the last call, the oldest first. */
  take(): LogEntry[] {
    const taken = this.#entries;
    this.#entries = [];
    return taken;
  }
}
