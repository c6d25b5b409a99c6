/**
 * Writes the tables and polynomials of the elementary functions, for TypeScript and for C, from one computation.
 *
 * Run by hand after a change here (`bun run generate`); both files are committed. Every constant is the double nearest
 * to a value that the big-integer reference computed, printed as the shortest decimal that reads back as that double.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  asinOf,
  atanOf,
  bigOf,
  expm1Of,
  expOf,
  ln2,
  logOf,
  normalPdfOf,
  normalTailOf,
  pi,
  sinCosOf,
  sinhOf,
  tanhOf,
} from "../../core/src/elementary/testing/reference.ts";
import { BITS, big, div, fit, fix, mul, nearest, ONE, peel, split, sqrtFixed } from "./fixed-point.ts";

const scalars: [name: string, why: string, value: number][] = [];
const tables: [name: string, why: string, values: number[], integer: boolean][] = [];

function polynomial(prefix: string, why: string, coefficients: number[]): void {
  coefficients.forEach((value, i) => {
    scalars.push([`${prefix}_${i}`, i === 0 ? why : "", value]);
  });
}

function exponential(): void {
  const hi: number[] = [];
  const lo: number[] = [];
  for (let i = 0; i < 128; i++) {
    const exact = fix(expOf(big((ln2(BITS) * BigInt(i)) / 128n), BITS));
    hi.push(nearest(exact));
    lo.push(nearest(exact - fix(bigOf(hi[i]!))));
  }
  tables.push(["EXP_TABLE", "2^(i/128): the nearest double, then what it lacks.", interleave(hi, lo), false]);
  const step = ln2(BITS) / 128n;
  const [stepHi, stepLo] = split(step, -43);
  scalars.push(["EXP_PER_STEP", "128 / ln 2.", nearest(div(ONE, step))]);
  scalars.push([
    "EXP_STEP_HI",
    "ln 2 / 128, cut so that its product with a step number is exact; then the rest.",
    stepHi,
  ]);
  scalars.push(["EXP_STEP_LO", "", stepLo]);
}

/** Start of the interval that a mantissa is brought into: [0.6875, 1.375). */
const LOG_START_HI = 0x3fe60000;

function logarithm(): void {
  const words = new Uint32Array(2);
  const float = new Float64Array(words.buffer);
  const inverse: number[] = [];
  const hi: number[] = [];
  const lo: number[] = [];
  for (let i = 0; i < 128; i++) {
    const edge = (n: number): number => {
      words[1] = LOG_START_HI + n * 0x2000;
      return float[0]!;
    };
    const centre = (edge(i) + edge(i + 1)) / 2;
    const holdsOne = edge(i) === 1 || edge(i + 1) === 1;
    const c = holdsOne ? 1 : Math.round(1024 / centre) / 1024;
    const [logHi, logLo] = split(holdsOne ? 0n : -fix(logOf(bigOf(c), BITS)), -42);
    inverse.push(c);
    hi.push(logHi);
    lo.push(logLo);
  }
  const rows = inverse.flatMap((c, i) => [c, hi[i]!, lo[i]!, 0]);
  tables.push([
    "LOG_TABLE",
    "For the i-th of 128 intervals of the mantissa: a short c near its inverse, −ln c to 42 bits, the rest, padding.",
    rows,
    false,
  ]);
  const [hi2, lo2] = split(ln2(BITS), -42);
  scalars.push(["LN2_HI", "ln 2 to 42 bits after the point, so that exponent × LN2_HI is exact; then the rest.", hi2]);
  scalars.push(["LN2_LO", "", lo2]);
}

function trigonometry(): void {
  const halfPi = pi(BITS) >> 1n;
  scalars.push(["TWO_OVER_PI", "2 / π.", nearest(div(ONE, halfPi))]);
  const [first, afterFirst] = peel(halfPi, 32);
  const [second, afterSecond] = peel(afterFirst, 32);
  const [third, rest] = peel(afterSecond, 32);
  scalars.push([
    "HALF_PI_1",
    "π / 2 in three parts of 32 bits, whose products with 21 bits are exact, and the rest.",
    first,
  ]);
  scalars.push(["HALF_PI_2", "", second]);
  scalars.push(["HALF_PI_3", "", third]);
  scalars.push(["HALF_PI_4", "", nearest(rest)]);
  scalars.push(["HALF_PI_AFTER_1", "All of π / 2 that HALF_PI_1 lacks, as one double.", nearest(afterFirst)]);
  const top = nearest(halfPi);
  const topHi = Math.round(top * 2 ** 25) / 2 ** 25;
  scalars.push([
    "HALF_PI_TOP",
    "π / 2 as the sum of a part of 26 bits, the rest of its double, and what the double lacks.",
    topHi,
  ]);
  scalars.push(["HALF_PI_MIDDLE", "", top - topHi]);
  scalars.push(["HALF_PI_LOW", "", nearest(halfPi - fix(bigOf(top)))]);

  const wide = 1400;
  const digits: number[] = [0, 0];
  const fraction = (1n << BigInt(2 * wide + 1)) / pi(wide);
  for (let i = 1; i <= 56; i++) digits.push(Number((fraction >> BigInt(wide - 24 * i)) & 0xffffffn));
  tables.push([
    "TWO_OVER_PI_DIGITS",
    "2 / π in digits of 24 bits: two zeros before the point, the rest after it.",
    digits,
    true,
  ]);

  const limit = (Math.PI / 4 + 0.0001) ** 2;
  const root = (z: bigint): bigint => sqrtFixed(z);
  const sinTerm = (z: bigint): bigint => {
    const r = root(z);
    return div(div(fix(sinCosOf(big(r)).sin) - r, r), z);
  };
  const cosTerm = (z: bigint): bigint => div(div(fix(sinCosOf(big(root(z))).cos) - ONE + (z >> 1n), z), z);
  polynomial("SIN", "(sin r − r) / r³ in r², for |r| ≤ π/4.", fit(sinTerm, 0, limit, 5));
  polynomial("COS", "(cos r − 1 + r²/2) / r⁴ in r², for |r| ≤ π/4.", fit(cosTerm, 0, limit, 5));
}

function arctangent(): void {
  const top = nearest(pi(BITS) >> 1n);
  const rest = nearest((pi(BITS) >> 1n) - fix(bigOf(top)));
  const rows: number[] = [0, 0, 0, 0];
  for (let i = 0; i < 64; i++) {
    const centre = 2 ** (Math.floor(i / 8) - 3) * (1 + ((i % 8) + 0.5) / 8);
    const exact = fix(atanOf(bigOf(centre)));
    const hi = nearest(exact);
    rows.push(centre, hi, nearest(exact - fix(bigOf(hi))), 0);
  }
  rows.push(0, top, rest, 0);
  tables.push([
    "ATAN_TABLE",
    "The knot 0, eight knots an octave from 1/8 to 32, infinity: the knot, its arctangent, what that lacks, padding.",
    rows,
    false,
  ]);
  scalars.push(["ATAN_LIMIT_HI", "π / 2, the arctangent of infinity, and what the double lacks.", top]);
  scalars.push(["ATAN_LIMIT_LO", "", rest]);
  const term = (z: bigint): bigint => {
    const t = sqrtFixed(z);
    return div(div(fix(atanOf(big(t))) - t, t), z);
  };
  polynomial("ATAN", "(atan t − t) / t³ in t², for |t| ≤ 1/8.", fit(term, 0, 0.015625, 6));
}

function arcsine(): void {
  const term = oddTerm((t) => fix(asinOf(big(t))));
  polynomial("ASIN", "(asin t − t) / t³ in t², for |t| ≤ 1/2.", fit(term, 0, 0.25, 12));
}

function hyperbolic(): void {
  const sinh = oddTerm((t) => fix(sinhOf(big(t))));
  const tanh = oddTerm((t) => fix(tanhOf(big(t))));
  const expm1 = (t: bigint): bigint => div(div(div(fix(expm1Of(big(t))) - t, t) - (t >> 1n), t), t);
  polynomial("SINH", "(sinh t − t) / t³ in t², for |t| ≤ 1/4.", fit(sinh, 0, 0.0625, 4));
  polynomial("TANH", "(tanh t − t) / t³ in t², for |t| ≤ 1/4.", fit(tanh, 0, 0.0625, 7));
  polynomial("EXPM1", "(e^t − 1 − t − t²/2) / t³, for |t| ≤ 1/16.", fit(expm1, -0.0625, 0.063, 6));
}

/** (f(√z) − √z) / √z³ for an odd f. */
function oddTerm(f: (t: bigint) => bigint): (z: bigint) => bigint {
  return (z) => {
    const t = sqrtFixed(z);
    return div(div(f(t) - t, t), z);
  };
}

function commonLogarithm(): void {
  const inverse = div(ONE, fix(logOf(bigOf(10), BITS)));
  const [top, low] = split(inverse, -27);
  scalars.push([
    "LOG10_E",
    "1 / ln 10; then as 26 bits and the rest, so that a product with 27 bits is exact.",
    nearest(inverse),
  ]);
  scalars.push(["LOG10_E_HI", "", top]);
  scalars.push(["LOG10_E_LO", "", low]);
}

function normal(): void {
  const rows: number[] = [];
  for (let k = 0; k <= 68; k++) {
    const x = bigOf(k / 16);
    const tail = fix(normalTailOf(x));
    const hi = nearest(tail);
    rows.push(hi, nearest(tail - fix(bigOf(hi))), nearest(fix(normalPdfOf(x))), 0);
  }
  tables.push(["NORMAL_TABLE", "At x = k/16: P(Z > x), what its double lacks, the density, padding.", rows, false]);
  const root = sqrtFixed(2n * pi(BITS));
  const top = nearest(root);
  const topHi = Math.round(top * 2 ** 24) / 2 ** 24;
  scalars.push(["ROOT_TWO_PI", "√(2π), the slope of the quantile at 1/2.", top]);
  scalars.push(["ROOT_TWO_PI_HI", "√(2π) as 26 bits and the rest, so that a product with 27 bits is exact.", topHi]);
  scalars.push(["ROOT_TWO_PI_LO", "", nearest(root - fix(bigOf(topHi)))]);
  polynomial("QUANTILE", "(Φ⁻¹(1/2 + q) − q√(2π)) / q³ in q², for |q| ≤ 0.19.", fit(centralTerm(root), 0, 0.0362, 10));
  polynomial("MILLS", "x (1 − Φ(x)) / φ(x) in 1/x², for x ≥ 4.", fit(millsTerm, 1 / 1500, 1 / 18, 15));
}

function centralTerm(root: bigint): (z: bigint) => bigint {
  return (z) => {
    const q = sqrtFixed(z);
    let x = mul(q, root);
    for (let i = 0; i < 8; i++) {
      const inner = (ONE >> 1n) - fix(normalTailOf(big(x)));
      x += div(q - inner, fix(normalPdfOf(big(x), BITS)));
    }
    return div(div(x - mul(q, root), q), z);
  };
}

function millsTerm(w: bigint): bigint {
  const x = sqrtFixed(div(ONE, w));
  const tail = normalTailOf(big(x));
  const density = normalPdfOf(big(x), BITS);
  const shift = BigInt(BITS + tail.e - density.e);
  return mul(x, shift >= 0n ? (tail.m << shift) / density.m : (tail.m >> -shift) / density.m);
}

function interleave(a: number[], b: number[]): number[] {
  return a.flatMap((value, i) => [value, b[i]!]);
}

/** The reflected CRC-32C polynomial. */
const CASTAGNOLI = 0x82f63b78;

/** x^n modulo the polynomial, in the reflected order of bits. */
function powerOfX(n: number): number {
  let value = 0x80000000;
  for (let i = 0; i < n; i++) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1;
  return value >>> 0;
}

function writeChecksum(path: string): void {
  const table: number[] = [];
  for (let i = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ CASTAGNOLI : crc >>> 1;
    table.push(crc >>> 0);
  }
  for (let i = 256; i < 2048; i++) table.push((table[table[i - 256]! & 255]! ^ (table[i - 256]! >>> 8)) >>> 0);
  const hex = (value: number): string => `0x${value.toString(16).padStart(8, "0")}u`;
  const out = [`/* ${HEAD} */`, "#ifndef HOTPATH_CRC32C_TABLES_H", "#define HOTPATH_CRC32C_TABLES_H", ""];
  out.push("/* Bytes in each of three streams, and x^(8 bytes − 33), x^(16 bytes − 33) modulo the polynomial. */");
  for (const [name, bytes] of [
    ["LONG", 2048],
    ["SHORT", 128],
  ] as const) {
    out.push(`#define CRC32C_${name} ${bytes}`);
    out.push(`#define CRC32C_SHIFT_${name} ${hex(powerOfX(8 * bytes - 33))}`);
    out.push(`#define CRC32C_SHIFT_${name}_2 ${hex(powerOfX(16 * bytes - 33))}`);
  }
  out.push("", "/* The remainder of a byte followed by i zero bytes, at 256 i + byte. */");
  out.push(`static const unsigned CRC32C_TABLE[2048] __attribute__((unused)) = {`);
  for (let i = 0; i < 2048; i += 8)
    out.push(
      `  ${table
        .slice(i, i + 8)
        .map(hex)
        .join(", ")},`,
    );
  out.push("};", "", "#endif");
  writeFileSync(path, `${out.join("\n")}\n`);
}

const HEAD = "Generated by packages/native/scripts/generate-elementary.ts. Do not edit.";

function writeTypeScript(path: string): void {
  const out = [`/** ${HEAD} */`, ""];
  for (const [name, why, value] of scalars) {
    if (why !== "") out.push(`/** ${why} */`);
    out.push(`export const ${name} = ${literal(value)};`);
  }
  for (const [name, why, values, integer] of tables) {
    const type = integer ? "Int32Array" : "Float64Array";
    out.push("", `/** ${why} */`, `export const ${name}: ${type} = /* @__PURE__ */ ${type}.of(`);
    for (let i = 0; i < values.length; i += 4)
      out.push(
        `  ${values
          .slice(i, i + 4)
          .map(literal)
          .join(", ")},`,
      );
    out.push(");");
  }
  writeFileSync(path, `${out.join("\n")}\n`);
}

function writeC(path: string): void {
  const out = [`/* ${HEAD} */`, "#ifndef HOTPATH_ELEMENTARY_TABLES_H", "#define HOTPATH_ELEMENTARY_TABLES_H", ""];
  for (const [name, why, value] of scalars) {
    if (why !== "") out.push(`/* ${why} */`);
    out.push(`#define ${name} ${value < 0 ? `(${decimal(value)})` : decimal(value)}`);
  }
  for (const [name, why, values, integer] of tables) {
    const type = integer ? "int" : "double";
    out.push("", `/* ${why} */`, `static const ${type} ${name}[${values.length}] __attribute__((unused)) = {`);
    for (let i = 0; i < values.length; i += 4)
      out.push(
        `  ${values
          .slice(i, i + 4)
          .map(integer ? String : decimal)
          .join(", ")},`,
      );
    out.push("};");
  }
  out.push("", "#endif");
  writeFileSync(path, `${out.join("\n")}\n`);
}

function literal(value: number): string {
  return String(value);
}

/** A decimal that C takes for a double, not for an integer. */
function decimal(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

exponential();
logarithm();
trigonometry();
arctangent();
arcsine();
hyperbolic();
commonLogarithm();
normal();
writeTypeScript(fileURLToPath(new URL("../../core/src/elementary/generated/tables.ts", import.meta.url)));
writeC(fileURLToPath(new URL("../c/generated/elementary_tables.h", import.meta.url)));
writeChecksum(fileURLToPath(new URL("../c/generated/crc32c_tables.h", import.meta.url)));
