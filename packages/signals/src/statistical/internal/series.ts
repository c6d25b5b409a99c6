import { InputError } from "@hotpath/core";

/** Demands finite numbers, and at least so many of them. */
export function checkSeries(values: ArrayLike<number>, name: string, least: number): void {
  if (!(values.length >= least))
    throw new InputError("INPUT_INVALID", `${name}: has ${values.length} values; at least ${least} are needed`);
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new InputError("INPUT_INVALID", `${name}: value ${i}: got ${values[i]}; allowed: a finite number`);
}

/** Demands columns of finite numbers, all of one length; answers with that. */
export function checkColumns(columns: readonly Float64Array[], name: string, least: number): number {
  const length = columns[0]?.length ?? 0;
  for (const [k, column] of columns.entries()) {
    if (column.length !== length)
      throw new InputError("INPUT_INVALID", `${name}[${k}]: has ${column.length} values where the first has ${length}`);
    checkSeries(column, `${name}[${k}]`, least);
  }
  return length;
}
