import { ConfigError, exp, InputError, log } from "@hotpath/core";

/** A period between two flows of money. */
export interface FlowPeriod {
  /** Worth just before the flow at its start. */
  start: number;
  /** Paid in at the start, negative where paid out. */
  flow: number;
  /** Worth at its end, before the next flow. */
  end: number;
}

/**
 * The time-weighted return: Π end ÷ (start + flow) − 1, what one unit made that stayed in throughout, whoever paid in or out.
 * GIPS 2020, 2.A.20, with each flow at the start of its period.
 *
 * @throws {InputError} `INPUT_INVALID` if there is no period, a value is not finite, or start + flow is not positive
 * @example timeWeightedReturn([{ start: 100, flow: 0, end: 110 }, { start: 110, flow: 90, end: 190 }]) // 0.045
 */
export function timeWeightedReturn(periods: readonly FlowPeriod[]): number {
  if (periods.length === 0) throw new InputError("INPUT_INVALID", "periods has no element");
  let growth = 1;
  for (const [i, { start, flow, end }] of periods.entries()) {
    const base = start + flow;
    if (!(base > 0 && Number.isFinite(base) && Number.isFinite(end)))
      throw new InputError("INPUT_INVALID", `periods[${i}]: no return from ${start} and a flow of ${flow} to ${end}`);
    growth *= end / base;
  }
  return growth - 1;
}

/** An amount at a time. */
export interface CashFlow {
  /** Years from any common start. */
  years: number;
  /** From the investor's side: negative where paid in, positive where paid out, as the final worth is. */
  amount: number;
}

/** Rates are looked for from e^−12 − 1, which is nearly all lost, to e^12 − 1. */
const LOG_RATE_BOUND = 12;
const GRID = 2400;

/**
 * The money-weighted return, or internal rate of return, a year: the r at which Σ amount ÷ (1 + r)^years is 0. It weighs
 * times by the money that was there; XIRR of spreadsheets with years = days ÷ 365.
 *
 * Flows that change sign more than once can have several such rates, of which none is the return: then it is an error.
 *
 * @throws {InputError} `INPUT_INVALID` if a value is not finite, or there is none or more than one such rate between
 * −99.9994 % and 16,275,379 %, which is said
 * @example moneyWeightedReturn([{ years: 0, amount: -100 }, { years: 1, amount: 110 }]) // 0.1
 */
export function moneyWeightedReturn(flows: readonly CashFlow[]): number {
  for (const [i, { years, amount }] of flows.entries())
    if (!(Number.isFinite(years) && Number.isFinite(amount)))
      throw new InputError("INPUT_INVALID", `flows[${i}] is ${amount} at ${years} years: not finite numbers`);
  if (!(flows.some((f) => f.amount > 0) && flows.some((f) => f.amount < 0)))
    throw new InputError("INPUT_INVALID", "flows: something must be paid in and something out, else there is no rate");
  const first = flows.reduce((least, f) => Math.min(least, f.years), Number.POSITIVE_INFINITY);
  const last = flows.reduce((most, f) => Math.max(most, f.years), Number.NEGATIVE_INFINITY);
  if (first === last) throw new InputError("INPUT_INVALID", "flows: all at one time, so there is no rate");
  const worth = (logRate: number): number => {
    // From the end where discounting makes numbers small, so that nothing overflows.
    const origin = logRate >= 0 ? first : last;
    let sum = 0;
    for (const { years, amount } of flows) sum += amount * exp(-logRate * (years - origin));
    return sum;
  };
  const brackets: [number, number][] = [];
  const step = (2 * LOG_RATE_BOUND) / GRID;
  // Half a step aside, so that a rate of exactly 0 lies inside.
  let left = -LOG_RATE_BOUND - step / 2;
  let before = worth(left);
  for (let i = 1; i <= GRID + 1; i++) {
    const right = -LOG_RATE_BOUND - step / 2 + i * step;
    const value = worth(right);
    if (before < 0 !== value < 0) brackets.push([left, right]);
    left = right;
    before = value;
  }
  if (brackets.length !== 1)
    throw new InputError(
      "INPUT_INVALID",
      brackets.length === 0
        ? "flows: no rate makes their present value 0"
        : `flows: ${brackets.length} rates make their present value 0, near ${brackets.map(([low, high]) => (exp(bisect(worth, low, high)) - 1).toPrecision(3)).join(", ")}`,
    );
  return exp(bisect(worth, brackets[0]![0], brackets[0]![1])) - 1;
}

function bisect(f: (x: number) => number, left: number, right: number): number {
  let low = left;
  let high = right;
  const falls = f(low) > 0;
  for (;;) {
    const middle = 0.5 * (low + high);
    if (!(middle > low && middle < high)) return middle;
    const value = f(middle);
    if (value === 0) return middle;
    if (value > 0 === falls) low = middle;
    else high = middle;
  }
}

/**
 * The modified Dietz return of one period: (end − start − Σ flow) ÷ (start + Σ flow × share of the period left). Dietz 1966;
 * GIPS 2020.
 *
 * @param flows paid in, negative where paid out, with the share of the period that had passed, 0 to 1
 * @throws {InputError} `INPUT_INVALID` if a value is not finite or the money at work is not positive
 */
export function modifiedDietzReturn(
  start: number,
  end: number,
  flows: readonly { amount: number; passed: number }[],
): number {
  let paid = 0;
  let atWork = start;
  for (const [i, { amount, passed }] of flows.entries()) {
    if (!(passed >= 0 && passed <= 1))
      throw new InputError("INPUT_INVALID", `flows[${i}].passed is ${passed}; allowed: a share from 0 to 1`);
    paid += amount;
    atWork += amount * (1 - passed);
  }
  if (!(atWork > 0 && Number.isFinite(atWork) && Number.isFinite(end - paid)))
    throw new InputError(
      "INPUT_INVALID",
      `the money at work is ${atWork} for an end of ${end}: there is no return on it`,
    );
  return (end - start - paid) / atWork;
}

/**
 * A return of some periods as that of a year, compounded: (1 + r)^(periodsPerYear ÷ periods) − 1.
 *
 * @throws {InputError} `INPUT_INVALID` if the return is not above −1
 * @throws {ConfigError} if periods or periodsPerYear is not positive
 */
export function annualized(totalReturn: number, periods: number, periodsPerYear: number): number {
  if (!(totalReturn > -1 && totalReturn < Number.POSITIVE_INFINITY))
    throw new InputError("INPUT_INVALID", `totalReturn is ${totalReturn}; allowed: a number above -1`);
  for (const [name, value] of Object.entries({ periods, periodsPerYear }))
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new ConfigError(name, value, "a number greater than 0");
  return exp((log(1 + totalReturn) * periodsPerYear) / periods) - 1;
}
