/** The returns of one calendar year, UTC; null for months without a sample. */
export interface YearReturns {
  year: number;
  months: (number | null)[];
  /** Of the whole year, as far as there are samples. */
  total: number;
}

/**
 * Returns by calendar month: from the last value of the months before to the last value of the month. The first begins with
 * what there was at the start.
 *
 * @param start value before the first sample
 */
export function monthlyReturns(timeMicros: Float64Array, equity: Float64Array, start: number): YearReturns[] {
  const years: YearReturns[] = [];
  let [monthStart, yearStart] = [start, start];
  for (let i = 0; i < equity.length; i++) {
    const { year, month } = monthOf(timeMicros[i]!);
    const next = i + 1 < equity.length ? monthOf(timeMicros[i + 1]!) : undefined;
    if (next?.year === year && next.month === month) continue;
    let row = years.at(-1);
    if (row?.year !== year) {
      row = { year, months: new Array<number | null>(12).fill(null), total: 0 };
      years.push(row);
      yearStart = monthStart;
    }
    const end = equity[i]!;
    row.months[month] = monthStart === 0 ? null : end / monthStart - 1;
    row.total = yearStart === 0 ? 0 : end / yearStart - 1;
    monthStart = end;
  }
  return years;
}

function monthOf(micros: number): { year: number; month: number } {
  const date = new Date(micros / 1000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() };
}
