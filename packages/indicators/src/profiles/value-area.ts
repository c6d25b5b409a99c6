/** Point of control and value area of a distribution over rows of prices. Steidlmayer, CBOT Market Profile (1985). */

/**
 * The row that has most; of several the nearest to the middle of the rows, and of two as near the lower.
 *
 * @param counts what each row has, the lowest price first
 */
export function pointOfControl(counts: Float64Array): number {
  const middle = (counts.length - 1) / 2;
  let best = 0;
  for (let k = 1; k < counts.length; k++)
    if (counts[k]! > counts[best]! || (counts[k]! === counts[best]! && Math.abs(k - middle) < Math.abs(best - middle)))
      best = k;
  return best;
}

/**
 * The rows around the point of control that have a share of the whole: it grows by the side whose next `step` rows have
 * more, upwards where they have the same, until it has the share.
 *
 * @returns the lowest and the highest row
 */
export function valueArea(
  counts: Float64Array,
  control: number,
  total: number,
  share: number,
  step: number,
): [low: number, high: number] {
  const last = counts.length - 1;
  let [low, high, sum] = [control, control, counts[control]!];
  while (sum < share * total && (low > 0 || high < last)) {
    let [above, below] = [0, 0];
    for (let j = 1; j <= step; j++) {
      above += counts[high + j] ?? 0;
      below += counts[low - j] ?? 0;
    }
    if (high < last && (above >= below || low === 0)) {
      high = Math.min(last, high + step);
      sum += above;
    } else {
      low = Math.max(0, low - step);
      sum += below;
    }
  }
  return [low, high];
}
