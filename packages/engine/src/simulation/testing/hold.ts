/** An invariant that does not hold. */
export class Violation extends Error {}

/** @throws {Violation} where it does not hold */
export function hold(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Violation(what);
}

/** Two things that must be the same, as JSON shows them. @throws {Violation} with both, where they are not */
export function same(ours: unknown, theirs: unknown, what: string): void {
  if (Object.is(ours, theirs)) return;
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part));
  hold(text(ours) === text(theirs), `${what}: ours ${text(ours)}, theirs ${text(theirs)}`);
}
