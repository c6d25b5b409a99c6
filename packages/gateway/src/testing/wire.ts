import { createServer, connect as dial, type Server, type Socket } from "node:net";

/** A wire that can be cut, between client and gateway. */
export class Wire implements Disposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isUp = true;

  private constructor(target: () => number) {
    this.#server = createServer((inner) => {
      if (!this.#isUp) {
        inner.destroy();
        return;
      }
      const outer = dial(target(), "127.0.0.1");
      for (const socket of [inner, outer]) {
        this.#sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => {
          this.#sockets.delete(socket);
          inner.destroy();
          outer.destroy();
        });
      }
      inner.pipe(outer);
      outer.pipe(inner);
    });
  }

  static async to(target: () => number): Promise<Wire> {
    const wire = new Wire(target);
    await new Promise<void>((done) => wire.#server.listen(0, "127.0.0.1", done));
    return wire;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as { port: number }).port}/`;
  }

  cut(): void {
    this.#isUp = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isUp = true;
  }

  [Symbol.dispose](): void {
    this.cut();
    this.#server.close();
  }
}
