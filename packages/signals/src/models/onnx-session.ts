import { InputError, UnavailableError } from "@hotpath/core";

/** What of ONNX Runtime's interface is used; `onnxruntime-node` and `onnxruntime-web` share it. */
interface Runtime {
  InferenceSession: { create(bytes: Uint8Array, options?: object): Promise<Session> };
  Tensor: new (type: string, data: unknown, dimensions: readonly number[]) => Tensor;
}

interface Tensor {
  type: string;
  data: ArrayLike<number | bigint | string>;
  dims: readonly number[];
}

interface Session {
  inputNames: readonly string[];
  outputNames: readonly string[];
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
  release?(): Promise<void>;
}

/** The packages that can run any ONNX model, in the order in which they are tried. */
export const ONNX_RUNTIMES = ["onnxruntime-node", "onnxruntime-web"] as const;

/** One of {@link ONNX_RUNTIMES}. */
export type OnnxRuntime = (typeof ONNX_RUNTIMES)[number];

/** How a session is opened. */
export interface OnnxSessionOptions {
  /** A certain runtime; by default the first that is installed. */
  runtime?: OnnxRuntime;
  /** How a runtime is loaded; by default `import`. For hosts that bundle it. */
  load?: (name: OnnxRuntime) => Promise<unknown>;
}

/** What an output of a model holds. */
export interface OnnxOutput {
  name: string;
  /** `float32`, `int64`, … */
  type: string;
  dimensions: readonly number[];
  /** Numbers; 64-bit integers are rounded to doubles. */
  values: Float64Array;
}

/** A model that ONNX Runtime runs. Dispose of it when done. */
export class OnnxSession implements AsyncDisposable {
  /** Which runtime runs it. */
  readonly runtime: OnnxRuntime;
  readonly #library: Runtime;
  readonly #session: Session;

  /** Use {@link openOnnxSession}. */
  constructor(runtime: OnnxRuntime, library: object, session: object) {
    this.runtime = runtime;
    this.#library = library as Runtime;
    this.#session = session as Session;
  }

  /**
   * Runs a model of one input of single-precision numbers on rows, and answers with its outputs of numbers.
   *
   * @param rows row by row, `features` values each
   * @throws {InputError} lengths that do not fit, or what the runtime refuses
   */
  async run(rows: Float64Array, features: number): Promise<OnnxOutput[]> {
    const { inputNames, outputNames } = this.#session;
    if (inputNames.length !== 1)
      throw new InputError("INPUT_INVALID", `ONNX model: has ${inputNames.length} inputs; models of 1 are allowed`);
    if (!(Number.isInteger(features) && features > 0 && rows.length % features === 0))
      throw new InputError("INPUT_INVALID", `rows: got ${rows.length} values; allowed: a multiple of ${features}`);
    const input = new this.#library.Tensor("float32", Float32Array.from(rows), [rows.length / features, features]);
    let answers: Record<string, Tensor>;
    try {
      answers = await this.#session.run({ [inputNames[0]!]: input });
    } catch (cause) {
      throw new InputError("INPUT_INVALID", `ONNX model: ${(cause as Error).message}`, { cause });
    }
    return outputNames.flatMap((name) => {
      const tensor = answers[name];
      if (tensor === undefined || !ArrayBuffer.isView(tensor.data)) return [];
      return [{ name, type: tensor.type, dimensions: tensor.dims, values: Float64Array.from(tensor.data, Number) }];
    });
  }

  /** Frees the model. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.release?.();
  }
}

/**
 * Opens any ONNX model by ONNX Runtime, which is an optional peer dependency: `onnxruntime-node`, else `onnxruntime-web`.
 *
 * @throws {UnavailableError} neither is installed, or the one that was asked for is not
 * @throws {InputError} a model that the runtime refuses
 */
export async function openOnnxSession(bytes: Uint8Array, options: OnnxSessionOptions = {}): Promise<OnnxSession> {
  const wanted = options.runtime === undefined ? ONNX_RUNTIMES : [options.runtime];
  const load = options.load ?? ((name: string) => import(name));
  const reasons: string[] = [];
  for (const name of wanted) {
    let library: Runtime;
    try {
      const module = (await load(name)) as Runtime & { default?: Runtime };
      library = module.InferenceSession === undefined ? module.default! : module;
    } catch (error) {
      reasons.push(`${name}: ${(error as Error).message.split("\n")[0]}`);
      continue;
    }
    try {
      return new OnnxSession(name, library, await library.InferenceSession.create(bytes));
    } catch (cause) {
      throw new InputError("INPUT_INVALID", `ONNX model: ${name} refuses it: ${(cause as Error).message}`, { cause });
    }
  }
  throw new UnavailableError(
    `this ONNX model is no ensemble of trees, and nothing that runs it is installed: bun add onnxruntime-node (${reasons.join("; ")})`,
  );
}
