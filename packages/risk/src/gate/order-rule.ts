/** The record of what every order of a path in an instrument is held to by itself. */

/** Doubles of a record. */
export const STRIDE = 8;
/** The most of one order, in size units; −1 where nothing may be traded. */
export const MAX_SIZE = 0;
/** The most of size units times half price units. */
export const MAX_PRODUCT = 1;
/** Distance beyond the reference, as a share of it. */
export const MAX_DEVIATION = 2;
/** The oldest that the reference may be, in microseconds. */
export const MAX_AGE = 3;
/** Start of the session after midnight, and its length: +∞ where there is none. */
export const SESSION_OPEN = 4;
export const SESSION_LENGTH = 5;
/** Weekdays on which it opens, a bit each. */
export const SESSION_DAYS = 6;
/** Up to when the session is known to be open, as time never goes back: +∞ without one, −∞ where it must be worked out. */
export const OPEN_UNTIL = 7;
