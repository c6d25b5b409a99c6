/**
 * An operation as C functions: over a row of symbols all of which are past their lookbacks (`rows`), over a row of which
 * some are not (`mixed`), and over the bars of one symbol (`bars`). c/program.h calls them.
 */
import type { Phase, Translated } from "./generate-ops.ts";

/** Fields of an instruction before its operands; c/program.h and src/program/layout.ts know them too. */
const HEADER = 7;

/** Its functions: those for symbols past their lookbacks, and the one for all others. */
export function operationInC(operation: Translated): { steady: string; mixed: string } {
  const { name, definition } = operation;
  const states = definition.state ?? [];
  const counters = definition.counters ?? [];
  const marked = (text: string) => `  ${text.replaceAll("\n", "\n  ")}`;
  const phase = (which: Phase) => operation.c[which] ?? (which === "first" ? operation.c.steady! : "");
  const operands = (declared: (kind: string, value: string, index: number) => string) =>
    [
      ...operation.arrays.map((_, k) => declared("array", operation.arrays[k]!.name, HEADER + k)),
      ...definition.inputs.map((input, k) => declared("input", input, HEADER + operation.arrays.length + k)),
      ...definition.outputs.map((output, k) =>
        declared("output", output, HEADER + operation.arrays.length + definition.inputs.length + k),
      ),
    ].join("\n");
  const pointers = operands((kind, value, index) =>
    kind === "array"
      ? `double *restrict sa_${value} = F + c[${index}];`
      : kind === "input"
        ? `const double *restrict xr_${value} = R[c[${index}]];`
        : `double *restrict or_${value} = R[c[${index}]];`,
  );
  const parameters = [
    ...(definition.reals ?? []).map((p, k) => `const double p_${p} = F[c[3] + ${k}];`),
    ...(definition.ints ?? []).map((p, k) => `const int32_t p_${p} = I[c[4] + ${k}];`),
  ].join("\n");
  const columns = [
    ...states.map((s, k) => `double *restrict sc_${s} = F + c[5] + ${k}L * N;`),
    ...counters.map((s, k) => `int32_t *restrict sc_${s} = I + c[6] + ${k}L * N;`),
  ].join("\n");
  const load = (at: string) =>
    [
      ...states.map((s) => `double s_${s} = sc_${s}[${at}];`),
      ...counters.map((s) => `int32_t s_${s} = sc_${s}[${at}];`),
    ].join("\n");
  const save = (at: string) => [...states, ...counters].map((s) => `sc_${s}[${at}] = s_${s};`).join("\n");
  const inputs = (at: string) => definition.inputs.map((i) => `const double x_${i} = xr_${i}[${at}];`).join("\n");
  const outputs = definition.outputs.map((o) => `double o_${o} = HP_NAN;`).join("\n");
  const emit = (at: string) => definition.outputs.map((o) => `or_${o}[${at}] = o_${o};`).join("\n");
  const inRows = (text: string) => body(text, operation, (array, index) => `sa_${array}[(int64_t)(${index}) * N + q]`);
  const inBars = (text: string) => body(text, operation, (array, index) => `sa_${array}[${index}]`);
  const arguments_ = "const int32_t *c, double *F, int32_t *I, double *const *R";
  const unused = "(void)c; (void)F; (void)I; (void)R;";
  const mixed = `static void ${name}_mixed(${arguments_}, int N, const int32_t *n, const int32_t *active) {
${unused}
${parameters}
${columns}
${pointers}
for (int q = 0; q < N; q++) {
if (!active[q]) continue;
const int32_t i = n[q] - c[1];
${outputs}
if (i >= 0) {
${load("q")}
${inputs("q")}
${inputsUnused(definition.inputs)}
if (i < c[2]) {
${marked(inRows(phase("fill")))}
} else if (i == c[2]) {
${marked(inRows(phase("first")))}
} else {
${marked(inRows(phase("steady")))}
}
${save("q")}
}
${emit("q")}
}
}`;
  const steady = `static void ${name}_rows(${arguments_}, int N) {
${unused}
${parameters}
${columns}
${pointers}
#pragma GCC ivdep
for (int q = 0; q < N; q++) {
${load("q")}
${inputs("q")}
${outputs}
{
${marked(inRows(phase("steady")))}
}
${save("q")}
${emit("q")}
}
}

static void ${name}_bars(${arguments_}, int T) {
const int N = 1;
(void)N;
${unused}
${parameters}
${columns}
${pointers}
${load("0")}
for (int t = 0; t < T; t++) {
${inputs("t")}
${outputs}
{
${marked(inBars(phase("steady")))}
}
${emit("t")}
}
${save("0")}
}`;
  return { steady, mixed };
}

function inputsUnused(inputs: readonly string[]): string {
  return inputs.map((i) => `(void)x_${i};`).join(" ");
}

/** Puts the variables of C where the marks are. Arrays are printed as `$s_name(index)`, which nests. */
function body(text: string, operation: Translated, array: (name: string, index: string) => string): string {
  let out = text;
  for (const { name } of operation.arrays) {
    const mark = `$s_${name}(`;
    for (let from = out.indexOf(mark); from >= 0; from = out.indexOf(mark)) {
      let depth = 1;
      let to = from + mark.length;
      for (; depth > 0; to++) {
        if (out[to] === "(") depth++;
        else if (out[to] === ")") depth--;
      }
      out = out.slice(0, from) + array(name, out.slice(from + mark.length, to - 1)) + out.slice(to);
    }
  }
  return out.replaceAll("$", "");
}

/** The two files: helpers and operations, and the switches that call them by number. */
export function opTables(
  helpers: readonly string[],
  operations: readonly Translated[],
  hash: number,
): { steady: string; mixed: string } {
  const functions = operations.map(operationInC);
  const cases = (suffix: string, rest: string) =>
    operations.map(({ name }, code) => `    case ${code}: ${name}_${suffix}(c, F, I, R, ${rest}); break;`).join("\n");
  const head = (guard: string) =>
    `/* Generated by packages/indicators/scripts/generate-ops.ts; not to be edited. */\n#ifndef ${guard}\n#define ${guard}\n`;
  const operands = "const int32_t *c, double *F, int32_t *I, double *const *R";
  return {
    steady: `${head("HOTPATH_PROGRAM_OPS_H")}
#define PROGRAM_OPS_HASH (${hash})

${[...helpers, ...functions.map((f) => f.steady)].join("\n\n")}

static void op_rows(${operands}, int N) {
  switch (c[0]) {
${cases("rows", "N")}
  }
}

static void op_bars(${operands}, int T) {
  switch (c[0]) {
${cases("bars", "T")}
  }
}

#endif
`,
    mixed: `${head("HOTPATH_PROGRAM_OPS_MIXED_H")}
${[...helpers, ...functions.map((f) => f.mixed)].join("\n\n")}

static void op_mixed(${operands}, int N, const int32_t *n, const int32_t *active) {
  switch (c[0]) {
${cases("mixed", "N, n, active")}
  }
}

#endif
`,
  };
}
