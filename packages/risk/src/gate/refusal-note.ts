/** What the last refusal was about: the gate's answer is the reason alone, the rest is noted here. */
export class RefusalNote {
  /** The limit that was broken, and the value that broke it, in the reason's unit. */
  limit = 0;
  value = 0;
  /** The level whose limit it was. */
  level = 0;

  /** Notes a refusal. @returns its reason */
  refuse(reason: number, limit: number, value: number, level = 0): number {
    this.limit = limit;
    this.value = value;
    this.level = level;
    return reason;
  }
}
