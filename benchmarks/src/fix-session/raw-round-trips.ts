/** The least that a round trip over loopback costs: bytes as many as an order's, answered by as many as a report's. */
const ORDER = new Uint8Array(150);
const REPORT = new Uint8Array(210);

/** The other process: answers every order's worth of bytes. Run as `bun raw-round-trips.ts serve`. */
if (process.argv[2] === "serve") {
  const listener = Bun.listen<{ received: number }>({
    hostname: "127.0.0.1",
    port: 0,
    data: { received: 0 },
    socket: {
      open(socket) {
        socket.data = { received: 0 };
        socket.setNoDelay(true);
      },
      data(socket, bytes) {
        socket.data.received += bytes.length;
        for (; socket.data.received >= ORDER.length; socket.data.received -= ORDER.length) socket.write(REPORT);
      },
    },
  });
  process.stdout.write(`${listener.port}\n`);
}

/** Microseconds of a round trip between two processes with a bare socket each: the median. */
export async function rawRoundTripMicros(trips: number): Promise<number> {
  const child = Bun.spawn([process.execPath, import.meta.path, "serve"], { stdout: "pipe", stderr: "inherit" });
  try {
    const { value } = await child.stdout.getReader().read();
    const port = Number(new TextDecoder().decode(value));
    const times = new Float64Array(trips);
    const done = Promise.withResolvers<void>();
    let [count, received, start] = [0, 0, 0];
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        data(own, bytes) {
          received += bytes.length;
          if (received < REPORT.length) return;
          received = 0;
          times[count++] = Bun.nanoseconds() - start;
          if (count === trips) return done.resolve();
          start = Bun.nanoseconds();
          own.write(ORDER);
        },
      },
    });
    socket.setNoDelay(true);
    start = Bun.nanoseconds();
    socket.write(ORDER);
    await done.promise;
    socket.terminate();
    return times.sort()[Math.floor(trips / 2)]! / 1000;
  } finally {
    child.kill(9);
    await child.exited;
  }
}
