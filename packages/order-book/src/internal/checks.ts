/** Checks of plain numbers that may come from anywhere: each holds only for a number, and none throws for anything else. */
import { MAX_PRICE } from "../vocabulary.ts";

/** Whether a value is an integer from 0 to `bound` − 1. */
export const isIndex = (value: number, bound: number): boolean => {
  return typeof value === "number" && value >>> 0 === value && value < bound;
};

/** Whether a value is a price: an integer within ±`MAX_PRICE`. */
export const isPrice = (value: number): boolean => {
  return typeof value === "number" && ((value | 0) === value || isLargePrice(value));
};

// Most numbers fit 32 bits, and asking that is cheaper than rounding.
const isLargePrice = (value: number): boolean => {
  return value >= -MAX_PRICE && value <= MAX_PRICE && Math.floor(value) === value;
};

/** Whether a value is a safe integer of 1 or more: a quantity, an order id. */
export const isPositive = (value: number): boolean => {
  return typeof value === "number" && ((value | 0) === value ? value > 0 : isLargePositive(value));
};

const isLargePositive = (value: number): boolean => {
  return value >= 1 && value <= Number.MAX_SAFE_INTEGER && Math.floor(value) === value;
};

/** Whether a value is a safe integer of 0 or more: a size, a time, a sequence number. */
export const isWhole = (value: number): boolean => {
  return typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER && Math.floor(value) === value;
};

/** Whether a value is a safe integer of either sign: a position, an offset, an order id of a feed. */
export const isSafe = (value: number): boolean => {
  return typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER && Math.floor(value) === value;
};

/** What a column can hold of a value that was refused. */
export const numberOf = (value: number): number => {
  return typeof value === "number" ? value : Number.NaN;
};
