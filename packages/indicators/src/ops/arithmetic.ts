/** Arithmetic, value by value. */
import { type Op, op } from "./language.ts";

/** a + b */
export const add: Op = op({
  inputs: ["a", "b"],
  outputs: ["sum"],
  steady(_s, _p, x, o) {
    o.sum = x.a + x.b;
  },
});

/** a − b */
export const subtract: Op = op({
  inputs: ["a", "b"],
  outputs: ["difference"],
  steady(_s, _p, x, o) {
    o.difference = x.a - x.b;
  },
});

/** a × b */
export const multiply: Op = op({
  inputs: ["a", "b"],
  outputs: ["product"],
  steady(_s, _p, x, o) {
    o.product = x.a * x.b;
  },
});

/** a ÷ b, as IEEE has it. */
export const divide: Op = op({
  inputs: ["a", "b"],
  outputs: ["quotient"],
  steady(_s, _p, x, o) {
    o.quotient = x.a / x.b;
  },
});

/** a ÷ b, and `otherwise` where b is 0. */
export const ratio: Op = op({
  inputs: ["a", "b"],
  reals: ["otherwise"],
  outputs: ["quotient"],
  steady(_s, p, x, o) {
    o.quotient = x.b !== 0 ? x.a / x.b : p.otherwise;
  },
});

/** a × factor */
export const scale: Op = op({
  inputs: ["a"],
  reals: ["factor"],
  outputs: ["product"],
  steady(_s, p, x, o) {
    o.product = x.a * p.factor;
  },
});

/** a ÷ divisor */
export const divideBy: Op = op({
  inputs: ["a"],
  reals: ["divisor"],
  outputs: ["quotient"],
  steady(_s, p, x, o) {
    o.quotient = x.a / p.divisor;
  },
});

/** a + addend */
export const shift: Op = op({
  inputs: ["a"],
  reals: ["addend"],
  outputs: ["sum"],
  steady(_s, p, x, o) {
    o.sum = x.a + p.addend;
  },
});

/** a × wa + b × wb */
export const combine2: Op = op({
  inputs: ["a", "b"],
  reals: ["wa", "wb"],
  outputs: ["sum"],
  steady(_s, p, x, o) {
    o.sum = x.a * p.wa + x.b * p.wb;
  },
});

/** a × wa + b × wb + c × wc, from the left */
export const combine3: Op = op({
  inputs: ["a", "b", "c"],
  reals: ["wa", "wb", "wc"],
  outputs: ["sum"],
  steady(_s, p, x, o) {
    o.sum = x.a * p.wa + x.b * p.wb + x.c * p.wc;
  },
});

/** The square root. */
export const squareRoot: Op = op({
  inputs: ["a"],
  outputs: ["root"],
  steady(_s, _p, x, o) {
    o.root = Math.sqrt(x.a);
  },
});

/** a × factor + b */
export const addScaled: Op = op({
  inputs: ["b", "a"],
  reals: ["factor"],
  outputs: ["sum"],
  steady(_s, p, x, o) {
    o.sum = x.a * p.factor + x.b;
  },
});
