const given = new Set<number>();

/** A port of this machine that nothing listens on, and that was not given to another test of this process. */
export function freePort(): number {
  for (;;) {
    const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    const { port } = listener;
    listener.stop(true);
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}
