/**
 * TA-Lib's C library as a peer, called through bun:ffi in the same process. It is taken from `HOTPATH_TALIB` (a shared
 * library), or from where `pip install TA-Lib` puts the one that comes with the wheel; without it the rows have no peer.
 */
import { dlopen, ptr } from "bun:ffi";
import { Glob } from "bun";

/** A function of TA-Lib over one million bars: `run` calls it once. */
export interface TalibCall {
  run(): void;
}

/** TA-Lib, or undefined where it is not installed. */
export interface Talib {
  version: string;
  /**
   * A call ready to be timed.
   *
   * @param name as `TA_SMA`
   * @param params integers and reals in order: a real is written `{ real: 2 }`
   */
  call(
    name: string,
    inputs: readonly Float64Array[],
    params: readonly (number | { real: number })[],
    outputs: number,
  ): TalibCall;
}

/** Finds and opens TA-Lib. */
export function openTalib(): Talib | undefined {
  const path = process.env.HOTPATH_TALIB ?? fromWheel();
  if (path === undefined) return undefined;
  try {
    const version = "0.8 (wheel)";
    dlopen(path, { TA_Initialize: { args: [], returns: "i32" } }).symbols.TA_Initialize();
    return {
      version: process.env.HOTPATH_TALIB === undefined ? version : "C",
      call: (...args) => prepare(path, ...args),
    };
  } catch {
    return undefined;
  }
}

function fromWheel(): string | undefined {
  const python = Bun.which("python3");
  if (python === null) return undefined;
  const code = "import importlib.util as u; s = u.find_spec('talib'); print(s.origin if s else '')";
  const origin = Bun.spawnSync([python, "-c", code]).stdout.toString().trim();
  if (origin === "") return undefined;
  const folder = origin.replace(/talib\/[^/]*$/, "ta_lib.libs/");
  const [file] = [...new Glob("libta-lib*.so*").scanSync({ cwd: folder, absolute: true })];
  return file;
}

function prepare(
  path: string,
  name: string,
  inputs: readonly Float64Array[],
  params: readonly (number | { real: number })[],
  outputs: number,
): TalibCall {
  const types = [
    "i32",
    "i32",
    ...inputs.map(() => "ptr"),
    ...params.map((param) => (typeof param === "number" ? "i32" : "f64")),
    "ptr",
    "ptr",
    ...new Array(outputs).fill("ptr"),
  ];
  const library = dlopen(path, { [name]: { args: types, returns: "i32" } } as unknown as Parameters<typeof dlopen>[1]);
  const call = library.symbols[name] as unknown as (...operands: unknown[]) => number;
  const length = inputs[0]!.length;
  const began = new Int32Array(2);
  const columns = Array.from({ length: outputs }, () => new Float64Array(length));
  const operands = [
    0,
    length - 1,
    ...inputs.map((column) => ptr(column)),
    ...params.map((param) => (typeof param === "number" ? param : param.real)),
    ptr(began),
    ptr(began, 4),
    ...columns.map((column) => ptr(column)),
  ];
  if (call(...operands) !== 0) throw new Error(`${name} refused its arguments`);
  return { run: () => void call(...operands) };
}
