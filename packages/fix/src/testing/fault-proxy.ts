import { Random } from "@hotpath/core";

/** What a {@link FaultProxy} does to the bytes that pass it: how likely each is for a piece. */
export interface Faults {
  /** Some bytes are missing. */
  drop: number;
  /** Some bytes come twice. */
  duplicate: number;
  /** The piece comes in smaller pieces. */
  split: number;
  /** The piece, and all behind it, comes later. */
  delay: number;
  /** The connection is cut, perhaps within a message. */
  cut: number;
}

interface Pipe {
  client: Bun.Socket<PipeData>;
  server: Bun.Socket<PipeData> | undefined;
  closed: boolean;
}

interface PipeData {
  pipe: Pipe | undefined;
  /** What waits to be passed on, in order. */
  queue: Promise<void>;
}

/** A TCP proxy that does damage, repeatably by its seed as far as the pieces are the same. */
export class FaultProxy implements Disposable {
  /** Faults done so far. */
  done = 0;
  /** Connections so far. */
  connections = 0;
  faults: Faults | undefined;
  readonly #random: Random;
  readonly #listener;
  readonly #pipes = new Set<Pipe>();

  /** @param target the port that it connects to */
  constructor(target: number, seed: bigint) {
    this.#random = new Random(seed);
    const handlers = {
      data: (socket: Bun.Socket<PipeData>, bytes: Uint8Array) => this.#pass(socket, new Uint8Array(bytes)),
      close: (socket: Bun.Socket<PipeData>) => this.#close(socket.data.pipe),
      error: (socket: Bun.Socket<PipeData>) => this.#close(socket.data.pipe),
    };
    this.#listener = Bun.listen<PipeData>({
      hostname: "127.0.0.1",
      port: 0,
      data: { pipe: undefined, queue: Promise.resolve() },
      socket: {
        ...handlers,
        open: (client) => {
          this.connections++;
          const pipe: Pipe = { client, server: undefined, closed: false };
          client.data = { pipe, queue: Promise.resolve() };
          this.#pipes.add(pipe);
          const connected = Bun.connect<PipeData>({
            hostname: "127.0.0.1",
            port: target,
            data: { pipe, queue: Promise.resolve() },
            socket: {
              ...handlers,
              open: (server) => {
                pipe.server = server;
                if (pipe.closed) server.terminate();
              },
            },
          }).catch(() => this.#close(pipe));
          // What the client says waits until there is somebody to hear it.
          client.data.queue = connected.then(() => {});
        },
      },
    });
  }

  get port(): number {
    return this.#listener.port;
  }

  /** Cuts all connections. */
  cut(): void {
    for (const pipe of [...this.#pipes]) this.#close(pipe);
  }

  [Symbol.dispose](): void {
    this.cut();
    this.#listener.stop(true);
  }

  #close(pipe: Pipe | undefined): void {
    if (pipe === undefined || pipe.closed) return;
    pipe.closed = true;
    this.#pipes.delete(pipe);
    pipe.client.terminate();
    pipe.server?.terminate();
  }

  #pass(from: Bun.Socket<PipeData>, bytes: Uint8Array): void {
    const { pipe } = from.data;
    if (pipe === undefined || pipe.closed) return;
    from.data.queue = from.data.queue.then(async () => {
      const to = from === pipe.client ? pipe.server : pipe.client;
      for (const piece of await this.#damage(bytes, pipe, to)) {
        for (let at = 0; at < piece.length && !pipe.closed; ) {
          const written = to?.write(piece, at, piece.length - at) ?? -1;
          if (written < 0) return this.#close(pipe);
          at += written;
          if (at < piece.length) await Bun.sleep(1);
        }
        to?.flush();
        if (bytes.length > piece.length) await Bun.sleep(0);
      }
      return undefined;
    });
  }

  async #damage(bytes: Uint8Array, pipe: Pipe, to: Bun.Socket<PipeData> | undefined): Promise<Uint8Array[]> {
    const { faults } = this;
    if (faults === undefined) return [bytes];
    const random = this.#random;
    const happens = (likely: number) => {
      const does = random.uniform() < likely;
      if (does) this.done++;
      return does;
    };
    const place = () => Math.floor(random.uniform() * bytes.length);
    let piece = bytes;
    if (happens(faults.delay)) await Bun.sleep(1 + Math.floor(random.uniform() * 20));
    if (happens(faults.drop)) {
      const at = place();
      piece = Uint8Array.from([
        ...piece.subarray(0, at),
        ...piece.subarray(at + 1 + Math.floor(random.uniform() * 20)),
      ]);
    }
    if (happens(faults.duplicate)) {
      const at = place();
      const to = at + 1 + Math.floor(random.uniform() * 40);
      piece = Uint8Array.from([...piece.subarray(0, to), ...piece.subarray(at, to), ...piece.subarray(to)]);
    }
    if (happens(faults.cut)) {
      // What came before the cut may be half a message.
      to?.write(piece.subarray(0, place()));
      this.#close(pipe);
      return [];
    }
    if (!happens(faults.split) || piece.length < 2) return [piece];
    const cuts = [0, place() % piece.length, place() % piece.length, piece.length].sort((a, b) => a - b);
    return cuts.slice(1).map((to, i) => piece.subarray(cuts[i], to));
  }
}
