/** A venue on this machine: MoldUDP64 over UDP and SoupBinTCP over TCP, with the faults of bad networks. */
import type { Random } from "@hotpath/core";
import { MoldUdp64Sender } from "../nasdaq-transport/moldudp64-packets.ts";
import type { SequencedLog } from "../nasdaq-transport/sequenced-log.ts";
import { SoupBinServer } from "../nasdaq-transport/soupbin-server.ts";
import { BadNetwork, type NetworkFaults } from "./bad-network.ts";

/** A sender of MoldUDP64 on this machine. */
export interface LocalMold extends Disposable {
  readonly port: number;
  /** Sends the next packets: new messages, then heartbeats, and the end once it is asked for. */
  send(port: number, packets: number, isEnd: boolean): void;
}

/** A listener of SoupBinTCP on this machine. */
export interface LocalSoupBin extends Disposable {
  readonly port: number;
  /** Messages of clients. */
  readonly received: string[];
  /** Ends the session for all connections that are. */
  end(): void;
}

const SESSION = "LOCAL";

const now = (): number => Bun.nanoseconds() / 1000;

/** Sends a log to a port, through a bad network, and answers requests. Call `send` until the receiver has all. */
export async function localMold(log: SequencedLog, random: Random, faults: NetworkFaults): Promise<LocalMold> {
  const sender = new MoldUdp64Sender({ session: SESSION, log, maxPacketBytes: 400 });
  const down = new BadNetwork(random, faults);
  const up = new BadNetwork(random, faults);
  let target = 0;
  const socket = await Bun.udpSocket({
    hostname: "127.0.0.1",
    socket: {
      data(_socket, data) {
        for (const request of up.send(data)) {
          const answer = sender.answer(request);
          if (answer !== undefined) transmit(answer);
        }
      },
    },
  });
  const transmit = (packet: Uint8Array): void => {
    for (const arrived of down.send(packet)) if (arrived.length > 0) socket.send(arrived, target, "127.0.0.1");
  };
  return {
    port: socket.port,
    send(port, packets, isEnd) {
      target = port;
      for (let i = 0; i < packets && sender.hasMore; i++) transmit(sender.next());
      if (!sender.hasMore) transmit(isEnd ? sender.end() : sender.next());
    },
    [Symbol.dispose]() {
      socket.close();
    },
  };
}

/** Accepts connections to a log's session, and breaks them: after so many bytes, or with noise. */
export function localSoupBin(
  log: SequencedLog,
  random: Random,
  options: { breakAfter: number; noise: number },
): LocalSoupBin {
  const received: string[] = [];
  const servers = new Map<object, { server: SoupBinServer; left: number }>();
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        const handler = {
          authorize: () => true,
          onUnsequenced: (bytes: Uint8Array, start: number, end: number) =>
            received.push(new TextDecoder().decode(bytes.subarray(start, end))),
        };
        const server = new SoupBinServer({ session: SESSION, log, maxOutputBytes: 4096 }, handler, now());
        servers.set(socket, { server, left: 1 + random.integer(options.breakAfter) });
      },
      data(socket, data) {
        const connection = servers.get(socket)!;
        connection.server.receive(data, now());
        drain(socket, connection);
      },
      drain(socket) {
        drain(socket, servers.get(socket)!);
      },
      close(socket) {
        servers.delete(socket);
      },
    },
  });
  const drain = (
    socket: { write(bytes: Uint8Array): number; end(): void },
    connection: { server: SoupBinServer; left: number },
  ): void => {
    for (;;) {
      connection.server.pump(now());
      const output = connection.server.takeOutput();
      if (output.length === 0) break;
      const isNoisy = output.length >= connection.left && random.uniform() < options.noise;
      // Noise stands where a packet would begin: within one, nobody could tell it from the packet's own bytes.
      const part = output.subarray(0, isNoisy ? wholePackets(output, connection.left) : connection.left);
      connection.left -= part.length;
      // The loopback takes some kilobytes at once; what it does not take is lost with the connection.
      const written = socket.write(part);
      if (!isNoisy && connection.left > 0 && written === output.length) continue;
      if (isNoisy && written === part.length) socket.write(Uint8Array.of(0, 3, 255, 1, 2));
      socket.end();
      return;
    }
    if (connection.server.state === "closed") socket.end();
  };
  return {
    port: listener.port,
    received,
    end() {
      for (const [socket, connection] of servers) {
        connection.server.endSession(now());
        drain(socket as never, connection);
      }
    },
    [Symbol.dispose]() {
      listener.stop(true);
    },
  };
}

/** The bytes of the packets at the head of `output` that end within `limit` bytes. */
function wholePackets(output: Uint8Array, limit: number): number {
  let end = 0;
  while (end + 2 <= limit) {
    const next = end + 2 + output[end]! * 256 + output[end + 1]!;
    if (next > limit) break;
    end = next;
  }
  return end;
}
