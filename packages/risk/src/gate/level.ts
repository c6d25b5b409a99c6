/** The record of a level, of the firm, an account or a strategy: doubles in a row. */

/** Doubles of a level. */
export const STRIDE = 32;
/** GateState */
export const STATE = 0;
/** Σ worst case in money. */
export const GROSS = 1;
/** Σ reach in money, of buys and of sells. */
export const NET = 2;
/** Instruments with a position or a working order. */
export const ACTIVE = 4;
/** Capital and profit; of the firm it is the portfolio's to know. */
export const EQUITY = 5;
/** The equity at which, and below which, only what brings positions nearer to zero passes. */
export const FLOOR = 6;
/** Money spent and received by fills, and Σ positions at their marks: together the profit. */
export const CASH = 7;
export const POSITION_VALUES = 8;
/** The greatest profit so far, and profit at the start of the day. */
export const PEAK = 9;
export const DAY_START = 10;
/** Limits; +∞ for none. */
export const CAPITAL = 11;
export const MAX_GROSS = 12;
export const MAX_NET = 13;
export const MAX_LEVERAGE = 14;
export const MAX_POSITIONS = 15;
export const MAX_DRAWDOWN = 16;
export const MAX_DAILY_LOSS = 17;
export const MAX_PORTFOLIO_VAR = 18;
/** From when on another order may leave, by the rates of orders and messages. */
export const READY = 19;
