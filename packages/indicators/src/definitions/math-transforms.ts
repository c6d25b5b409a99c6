/** Elementary functions of one series. */
import type { Definition } from "../definition.ts";
import type { OpName } from "../generated/ops.ts";

/** A function of each value. */
function transform(name: string, op: OpName, title: string, formula: string): Definition {
  return {
    name,
    group: "Math Transform",
    title,
    inputs: ["real"],
    outputs: ["real"],
    formula,
    source: `TA-Lib ${name}`,
    build: ({ graph, x }) => graph.apply(op, [x.real!]),
  };
}

export const mathTransforms: readonly Definition[] = [
  transform("ACOS", "arcCosine", "Vector Trigonometric ACos", "acos(value), NaN outside −1 … 1"),
  transform("ASIN", "arcSine", "Vector Trigonometric ASin", "asin(value), NaN outside −1 … 1"),
  transform("ATAN", "arcTangent", "Vector Trigonometric ATan", "atan(value)"),
  transform("CEIL", "roundUp", "Vector Ceil", "⌈value⌉"),
  transform("COS", "cosine", "Vector Trigonometric Cos", "cos(value), in radians"),
  transform("COSH", "hyperbolicCosine", "Vector Trigonometric Cosh", "cosh(value)"),
  transform("EXP", "exponential", "Vector Arithmetic Exp", "e to the power of value"),
  transform("FLOOR", "roundDown", "Vector Floor", "⌊value⌋"),
  transform("LN", "naturalLogarithm", "Vector Log Natural", "ln(value); −∞ at 0, NaN below"),
  transform("LOG10", "decimalLogarithm", "Vector Log10", "log₁₀(value); −∞ at 0, NaN below"),
  transform("SIN", "sine", "Vector Trigonometric Sin", "sin(value), in radians"),
  transform("SINH", "hyperbolicSine", "Vector Trigonometric Sinh", "sinh(value)"),
  transform("SQRT", "squareRoot", "Vector Square Root", "√value, NaN below 0"),
  transform("TAN", "tangent", "Vector Trigonometric Tan", "tan(value), in radians"),
  transform("TANH", "hyperbolicTangent", "Vector Trigonometric Tanh", "tanh(value)"),
];
