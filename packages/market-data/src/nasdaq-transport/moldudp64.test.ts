import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random } from "@hotpath/core";
import { BadNetwork } from "../testing/bad-network.ts";
import { mutate, mutationCount, mutationTimeout } from "../testing/mutate.ts";
import { MOLD_HEADER_BYTES, MoldUdp64Sender, moldCount, moldSequence } from "./moldudp64-packets.ts";
import { MoldUdp64Receiver, type MoldUdp64ReceiverOptions } from "./moldudp64-receiver.ts";
import { SequencedLog } from "./sequenced-log.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (message: string): Uint8Array => new TextEncoder().encode(message);

class Listener {
  readonly messages: string[] = [];
  readonly lost: [number, number][] = [];
  ended = 0;
  next = 1;

  onMessage(packet: Uint8Array, start: number, end: number, sequence: number): void {
    expect(sequence).toBe(this.next++);
    this.messages.push(text(packet.subarray(start, end)));
  }

  onLost(sequence: number, count: number): void {
    expect(sequence).toBe(this.next);
    this.next += count;
    this.lost.push([sequence, count]);
  }

  onEnd(): void {
    this.ended++;
  }
}

function world(options: MoldUdp64ReceiverOptions = {}, maxPacketBytes = 64) {
  const log = new SequencedLog();
  const sender = new MoldUdp64Sender({ session: "S1", log, maxPacketBytes });
  const listener = new Listener();
  return { log, sender, listener, receiver: new MoldUdp64Receiver(options, listener) };
}

describe("MoldUDP64", () => {
  test("packets have the layout of the specification", () => {
    const { log, sender } = world();
    log.append(bytes("ab"));
    log.append(new Uint8Array(0));
    const packet = sender.next();
    expect([...packet]).toEqual([
      ...bytes("S1        "),
      ...[0, 0, 0, 0, 0, 0, 0, 1],
      ...[0, 2],
      ...[0, 2, 97, 98],
      ...[0, 0],
    ]);
    expect([moldSequence(sender.next()), moldCount(sender.next())]).toEqual([3, 0]);
    expect([...sender.end().subarray(10)]).toEqual([0, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff]);
  });

  test("a gap is asked for at once, and again; what is early waits", () => {
    const { log, sender, listener, receiver } = world();
    const request = new Uint8Array(20);
    for (let i = 1; i <= 12; i++) log.append(bytes(`message ${i} `.padEnd(20, ".")));
    const packets: Uint8Array[] = [];
    while (sender.hasMore) packets.push(sender.next().slice());
    expect(packets).toHaveLength(6);
    receiver.receive(packets[0]!, 0);
    expect(receiver.nextRequest(0, request)).toBe(0);
    receiver.receive(packets[3]!, 10);
    receiver.receive(packets[3]!, 10);
    receiver.receive(packets[2]!, 10);
    expect([receiver.missing, receiver.nextSequence, listener.messages.length]).toEqual([2, 3, 2]);
    expect(receiver.nextRequest(20, request)).toBe(20);
    expect([text(request.subarray(0, 10)), moldSequence(request), moldCount(request)]).toEqual(["S1        ", 3, 2]);
    expect(receiver.nextRequest(50_000, request)).toBe(0);
    expect(receiver.nextRequest(100_020, request)).toBe(20);
    receiver.receive(sender.answer(request)!, 100_030);
    expect([receiver.missing, receiver.nextSequence, listener.messages.length]).toEqual([0, 9, 8]);
    // A heartbeat tells of messages that have not come.
    receiver.receive(sender.next(), 200_000);
    expect([receiver.missing, receiver.nextRequest(200_000, request)]).toEqual([4, 20]);
    receiver.receive(sender.answer(request)!, 200_010);
    expect(receiver.nextRequest(200_010, request)).toBe(20);
    receiver.receive(sender.answer(request)!, 200_020);
    receiver.receive(packets[1]!, 200_030);
    receiver.receive(sender.end(), 200_040);
    expect([listener.messages.length, listener.ended, receiver.isEnded]).toEqual([12, 1, true]);
    expect(receiver.counts()).toMatchObject({
      messages: 12,
      duplicates: 4,
      held: 2,
      heartbeats: 2,
      requests: 4,
      lost: 0,
    });
    expect([receiver.isSilent(1_200_039, 1_000_000), receiver.isSilent(1_200_040, 1_000_000)]).toEqual([false, true]);
  });

  test("what nobody answers is lost after so many requests, said, and gone on from", () => {
    const { log, sender, listener, receiver } = world({ maxRequests: 3, requestMicros: 10 });
    const request = new Uint8Array(20);
    for (let i = 1; i <= 4; i++) log.append(bytes(`message ${i} `.padEnd(40, ".")));
    sender.next();
    sender.next();
    receiver.receive(sender.next(), 0);
    let requests = 0;
    for (let now = 0; now < 100; now++) if (receiver.nextRequest(now, request) > 0) requests++;
    expect([requests, listener.lost, listener.messages.length]).toEqual([3, [[1, 2]], 1]);
    receiver.receive(sender.next(), 100);
    expect(listener.messages).toHaveLength(2);
  });

  test("joins a session under way, at the first message that comes or at one that is known", () => {
    const { log, sender, receiver, listener } = world({ nextSequence: 0 });
    for (let i = 1; i <= 4; i++) log.append(bytes(`message ${i} `.padEnd(40, ".")));
    sender.next();
    listener.next = 2;
    receiver.receive(sender.next(), 0);
    expect([listener.messages.length, receiver.missing, receiver.nextSequence]).toEqual([1, 0, 3]);
  });

  test("malformed packets, packets of others and absurd numbers are counted, and change nothing", () => {
    const { log, sender, receiver, listener } = world({ session: "S1", maxGap: 1000 });
    log.append(bytes("one"));
    const good = sender.next().slice();
    const with_ = (change: (packet: Uint8Array) => void): Uint8Array => {
      const packet = good.slice();
      change(packet);
      return packet;
    };
    receiver.receive(good.subarray(0, 19), 0);
    receiver.receive(
      with_((p) => p.fill(65, 0, 10)),
      0,
    );
    receiver.receive(
      with_((p) => p.fill(255, 10, 18)),
      0,
    );
    receiver.receive(
      with_((p) => p.fill(0, 10, 18)),
      0,
    );
    receiver.receive(
      with_((p) => p.fill(9, 15, 17)),
      0,
    );
    receiver.receive(
      with_((p) => p.fill(2, 19, 20)),
      0,
    );
    receiver.receive(
      with_((p) => p.fill(200, 20, 22)),
      0,
    );
    receiver.receive(new Uint8Array([...good, 0]), 0);
    expect(receiver.rejects.counts()).toEqual({ short: 1, otherSession: 1, badSequence: 3, badBlock: 3 });
    expect([listener.messages, receiver.missing]).toEqual([[], 0]);
    receiver.receive(good, 0);
    expect(listener.messages).toEqual(["one"]);
    expect(sender.answer(good)).toBeUndefined();
    expect(() => new MoldUdp64Receiver({ session: "too long a name" }, listener)).toThrow("10 ASCII");
  });

  test("over bad networks every message comes once and in order", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = new Random(seed);
      const faults = () => ({
        loss: random.uniform() * 0.4,
        duplication: random.uniform() * 0.3,
        reordering: random.uniform() * 0.5,
        corruption: random.uniform() * 0.2,
      });
      const { log, sender, listener, receiver } = world({ session: "S1", maxHeldBytes: 2000, maxRequests: 1000 }, 80);
      const down = new BadNetwork(random, faults());
      const up = new BadNetwork(random, faults());
      const request = new Uint8Array(20);
      let now = 0;
      const take = (packets: Uint8Array[]): void => {
        for (const packet of packets) receiver.receive(packet, now);
      };
      for (let round = 0; !receiver.isEnded && round < 20_000; round++) {
        now += 20_000;
        if (log.count < 500) for (let i = random.integer(4); i > 0; i--) log.append(bytes(`message ${log.count + 1}`));
        if (sender.hasMore || round % 5 === 0) take(down.send(sender.next()));
        if (log.count >= 500 && !sender.hasMore) take(down.send(sender.end()));
        if (receiver.nextRequest(now, request) > 0) {
          for (const arrived of up.send(request)) {
            const answer = sender.answer(arrived);
            if (answer !== undefined) take(down.send(answer));
          }
        }
      }
      const expected = Array.from({ length: log.count }, (_, i) => `message ${i + 1}`);
      if (listener.messages.join() !== expected.join())
        throw new Error(`seed ${seed}: ${listener.messages.length} messages`);
      expect([listener.ended, listener.lost]).toEqual([1, []]);
    }
  });

  test("mutated packets never break the receiver, and never make it give a message twice or out of order", () => {
    const { log, sender } = world();
    for (let i = 1; i <= 30; i++) log.append(bytes(`message ${i}`));
    const corpus: Uint8Array[] = [sender.end().slice()];
    while (sender.hasMore) corpus.push(sender.next().slice());
    const random = new Random(9);
    const request = new Uint8Array(MOLD_HEADER_BYTES);
    let receiver: MoldUdp64Receiver | undefined;
    let next = 1;
    const handler = {
      onMessage(_bytes: Uint8Array, start: number, end: number, sequence: number): void {
        if (sequence !== next || end < start) throw new Error(`message ${sequence} where ${next} was next`);
        next++;
      },
      onLost(sequence: number, count: number): void {
        if (sequence !== next) throw new Error(`loss at ${sequence} where ${next} was next`);
        next += count;
      },
    };
    const count = mutationCount(50_000);
    for (let i = 0; i < count; i++) {
      if (i % 100 === 0) {
        next = 1;
        receiver = new MoldUdp64Receiver({ maxHeldBytes: 1000, maxRequests: 3 }, handler);
      }
      receiver!.receive(random.integer(3) === 0 ? corpus[random.integer(corpus.length)]! : mutate(corpus, random), i);
      if (receiver!.nextRequest(i * 1e5, request) > 0) sender.answer(mutate([request], random));
    }
  });
});
