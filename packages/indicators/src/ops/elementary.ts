/** Elementary functions, value by value. Where one is not defined, the value is not a number. */
import { acos, asin, atan, cos, cosh, exp, log, log10, sin, sinh, tan, tanh } from "@hotpath/core";
import { type Op, op } from "./language.ts";

/** e to the power of a. */
export const exponential: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = exp(x.a);
  },
});

/** The natural logarithm. */
export const naturalLogarithm: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = log(x.a);
  },
});

/** The logarithm to the base 10. */
export const decimalLogarithm: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = log10(x.a);
  },
});

/** The sine of an angle in radians. */
export const sine: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = sin(x.a);
  },
});

/** The cosine of an angle in radians. */
export const cosine: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = cos(x.a);
  },
});

/** The tangent of an angle in radians. */
export const tangent: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = tan(x.a);
  },
});

/** The angle in radians of a sine. */
export const arcSine: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = asin(x.a);
  },
});

/** The angle in radians of a cosine. */
export const arcCosine: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = acos(x.a);
  },
});

/** The angle in radians of a tangent. */
export const arcTangent: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = atan(x.a);
  },
});

/** The hyperbolic sine. */
export const hyperbolicSine: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = sinh(x.a);
  },
});

/** The hyperbolic cosine. */
export const hyperbolicCosine: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = cosh(x.a);
  },
});

/** The hyperbolic tangent. */
export const hyperbolicTangent: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = tanh(x.a);
  },
});

/** The greatest whole number that is not above a. */
export const roundDown: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = Math.floor(x.a);
  },
});

/** The smallest whole number that is not below a. */
export const roundUp: Op = op({
  inputs: ["a"],
  outputs: ["value"],
  steady(_s, _p, x, o) {
    o.value = Math.ceil(x.a);
  },
});
