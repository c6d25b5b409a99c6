/** The record of an instrument on a level: doubles in a row, so that a cache line or two hold what one check reads. */

/** Doubles of a cell. */
export const STRIDE = 16;
/** Signed, in size units. */
export const POSITION = 0;
/** Working buys and sells, in size units: a side is an index, so that no branch depends on it. */
export const OPEN = 1;
/** Worst case, signed, in size units. */
export const WORST = 3;
/** Its magnitude in money. */
export const WORST_VALUE = 4;
/** Position with all buys, and less all sells the other way round, in money. */
export const REACH_VALUE = 5;
/** Position in money at the mark, signed. */
export const POSITION_VALUE = 7;
/** Limits: the most in size units bought and sold, shares of equity. */
export const MAX_OWN = 8;
export const MAX_CONCENTRATION = 10;
export const MAX_POSITION_VAR = 11;
/** Worst case in money, signed, as it entered the variance. */
export const EXPOSURE = 12;
/** From when on another order may leave, by the breaker of loops; in the firm's cell by the instrument's rate too. */
export const READY = 13;
