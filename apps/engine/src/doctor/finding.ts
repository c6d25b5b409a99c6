/** One thing that was looked at. */
export interface Finding {
  /** Stable name, for programs. */
  id: string;
  /** What it is, for people. */
  what: string;
  /** `ok`; `note`: something is missing that Hotpath does without; `broken`: it cannot do without. */
  state: "ok" | "note" | "broken";
  /** What was found. */
  found: string;
  /** What it costs, or what to do about it. */
  advice?: string;
  /** The same in figures and names, for programs. */
  details?: Record<string, unknown>;
}
