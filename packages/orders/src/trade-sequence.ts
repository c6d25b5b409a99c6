/** How a trade that a venue tells stands to those that it told before. */
export const Sequence = {
  /** It says nothing new. */
  Known: 0,
  /** It is the next one. */
  Next: 1,
  /** It is news, and others before it are missing. */
  Ahead: 2,
  /** It is one of those that were missing. */
  Missing: 3,
  /** It has an id that is new for certain, or one that is not known and that those that are missing leave room for. */
  Late: 4,
} as const;
/** A value of {@link Sequence}. */
export type Sequence = (typeof Sequence)[keyof typeof Sequence];

/**
 * Where a trade belongs, by the venue's cumulative quantity: a trade of `quantity` after which `cumulative` was filled is
 * the range from `cumulative − quantity` to `cumulative` of the order, and no part of an order is filled twice.
 *
 * @param told the greatest cumulative quantity that was told so far
 * @param booked what was booked of it
 * @param from where a range that is missing begins, and `to` where it ends; the same for none
 * @param newId 0 where the trade has no id, 1 where its id is not remembered, 2 where it was certainly never told: then it
 *   is news whatever the quantities say, as they do of one that has overtaken a bust
 */
export const sequenceOf = (
  cumulative: number,
  quantity: number,
  told: number,
  booked: number,
  from: number,
  to: number,
  newId: number,
): Sequence => {
  if (cumulative === told + quantity) return Sequence.Next;
  if (cumulative > told + quantity) return Sequence.Ahead;
  if (cumulative - quantity >= from && cumulative <= to) return Sequence.Missing;
  return newId === 2 || (newId === 1 && booked + quantity <= told) ? Sequence.Late : Sequence.Known;
};
