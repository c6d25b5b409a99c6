/**
 * Calls of native code over books, recorded with what they were given and what they left, for c/testing/books.c of
 * @hotpath/native, which runs them again.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BookKernels, defaultKernels } from "@hotpath/native";
import { runDriver, sanitizedBooks, sanitizingCompiler } from "../../../native/src/testing/sanitizers.ts";

type Operand = Float64Array | Int32Array | Uint32Array | Uint8Array | number;
type Name = "match" | "apply" | "itch";

/** Which operands of a call are arrays, which of these it writes to, which stand for their whole buffers; and its numbers. */
interface Shape {
  arrays: number[];
  written: number[];
  wholes: number[];
  /** Kind, from, to, result, stride, report stride, rows, most rows, keeps locked, keeps crossed, keeps, room. */
  head: (operands: number[], result: number) => number[];
}

const SHAPES: Record<Name, Shape> = {
  match: {
    arrays: [0, 1, 5, 9, 10],
    written: [0, 5, 10],
    wholes: [0, 1, 5],
    head: (n, result) => [0, n[3]!, n[4]!, result, n[2]!, n[6]!, n[7]!, n[8]!, 0, 0, 0, 0],
  },
  apply: {
    arrays: [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12],
    written: [0, 11, 12],
    wholes: [0],
    head: (n, result) => [1, n[8]!, n[9]!, result, 0, 0, 0, 0, n[13]!, n[14]!, 0, 0],
  },
  itch: {
    arrays: [0, 1, 4, 5, 6, 7, 9, 11],
    written: [0, 6, 7, 9, 11],
    wholes: [0],
    head: (n, result) => [2, n[2]!, n[3]!, result, 0, 0, 0, 0, 0, 0, n[8]!, n[10]!],
  },
};

/** The compiler of the driver; undefined where there is none that can sanitize, or no native code. */
export const booksCompiler: string[] | undefined =
  defaultKernels().books === null ? undefined : await sanitizingCompiler();

/** What became of recorded calls. */
export interface RecordedRun {
  calls: number;
  code: number;
  output: string;
}

/** Records the calls of these kernels while `work` runs, and runs them again under the sanitizers. */
export async function sanitizeCalls(names: Name[], work: () => void): Promise<RecordedRun> {
  const books = defaultKernels().books!;
  const folder = mkdtempSync(join(tmpdir(), "hotpath-books-"));
  const before: BookKernels = { ...books };
  try {
    const path = join(folder, "calls");
    const file = Bun.file(path).writer();
    let calls = 0;
    for (const name of names) {
      const call = books[name] as (...operands: Operand[]) => number;
      books[name] = recorded(call, SHAPES[name], (bytes) => {
        calls++;
        file.write(bytes);
      });
    }
    work();
    await file.end();
    return { calls, ...(await runDriver(sanitizedBooks(booksCompiler!), path)) };
  } finally {
    Object.assign(books, before);
    rmSync(folder, { recursive: true, force: true });
  }
}

function recorded(call: (...operands: Operand[]) => number, shape: Shape, write: (bytes: Buffer) => void) {
  const wholes = new Set(shape.wholes);
  return (...operands: Operand[]): number => {
    const block = (k: number): Buffer => bytesOf(operands[k]!, wholes.has(k));
    const before = withSizes(shape.arrays.map(block));
    const result = call(...operands);
    const head = Int32Array.from(shape.head(operands as number[], result));
    write(Buffer.concat([Buffer.from(head.buffer), before, withSizes(shape.written.map(block))]));
    return result;
  };
}

/** The whole buffer of an array that stands for one, or the array. */
function bytesOf(operand: Operand, isWhole: boolean): Buffer {
  if (typeof operand === "number") throw new Error("an array was expected");
  return isWhole ? Buffer.from(operand.buffer) : Buffer.from(operand.buffer, operand.byteOffset, operand.byteLength);
}

function withSizes(blocks: Buffer[]): Buffer {
  return Buffer.concat(blocks.flatMap((block) => [Buffer.from(Int32Array.of(block.length).buffer), block]));
}
