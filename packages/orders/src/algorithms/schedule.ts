import type { Random } from "@hotpath/core";

/** The most intervals that an algorithm's time is cut into. */
export const SLICES_MAX = 256;

/**
 * Turns shares into a timetable: when each child is due, and how much is due in all by then, in whole lots.
 *
 * @param shares of each slice, from 0; not all 0. Changed where sizes are random
 * @param times receives each slice's time, in microseconds
 * @param due receives what is due in all from that time on, in size units; the last is `quantity`
 * @param at where in `times` and `due` the timetable begins
 * @param randomness 0 to 0.5: by how much of itself a share may be more or less, and of an interval a time be later
 */
export function fillTimetable(
  shares: Float64Array,
  slices: number,
  startMicros: number,
  endMicros: number,
  quantity: number,
  lot: number,
  randomness: number,
  random: Random,
  times: Float64Array,
  due: Float64Array,
  at: number,
): void {
  const interval = (endMicros - startMicros) / slices;
  let total = 0;
  for (let n = 0; n < slices; n++) {
    if (randomness > 0) shares[n]! *= 1 + randomness * (2 * random.uniform() - 1);
    total += shares[n]!;
  }
  let sum = 0;
  for (let n = 0; n < slices; n++) {
    const late = randomness > 0 ? random.uniform() * randomness : 0;
    times[at + n] = Math.floor(startMicros + (n + late) * interval);
    sum += shares[n]!;
    due[at + n] = Math.min(quantity, Math.round((quantity * (sum / total)) / lot) * lot);
  }
  due[at + slices - 1] = quantity;
}
