import { expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { Framer } from "../framer.ts";
import { MemoryStore } from "../store/memory-store.ts";
import { envelopeFault, fieldsOf } from "../testing/acceptance/scenario.ts";
import { SessionBench } from "../testing/session-bench.ts";
import { message, VERSIONS } from "../testing/versions.ts";

/** Messages that a session gets, most of them wrong. */
const count = Number(process.env.HOTPATH_FIX_SESSION_MUTATIONS ?? (process.env.HOTPATH_LONG === "1" ? 1e7 : 100_000));
const seed = BigInt(process.env.HOTPATH_FIX_SEED ?? 11);

/** Message types and bodies that a peer may send. */
const BODIES: readonly (readonly [string, string])[] = [
  ["A", "98=0|108=30|"],
  ["A", "98=0|108=1|141=Y|"],
  ["A", "98=0|108=30|789=3|"],
  ["0", ""],
  ["0", "112=TEST|"],
  ["1", "112=X|"],
  ["2", "7=1|16=0|"],
  ["2", "7=3|16=2|"],
  ["2", "7=1|16=999999|"],
  ["2", "7=0|16=9007199254740991|"],
  ["3", "45=2|58=why|"],
  ["4", "36=20|123=Y|"],
  ["4", "36=1|"],
  ["4", "36=18446744073709551615|123=N|"],
  ["5", "58=bye|"],
  ["D", "11=a|21=1|38=5|40=1|54=1|55=X|60=20260311-09:00:00|"],
  ["D", "11=a|21=1|38=5|40=1|54=9|55=X|60=20260311-09:00:00|453=2|448=a|452=1|"],
  ["8", "37=1|17=1|150=0|39=0|54=1|55=X|151=1|14=0|6=0|"],
  ["*", ""],
  ["", ""],
  ["n", "212=3|213=a=b|"],
];

/** A peer's next move. */
class Move {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  pick<T>(of: readonly T[]): T {
    return of[this.#random.integer(of.length)]!;
  }

  bytes(bench: SessionBench): Uint8Array {
    const random = this.#random;
    const [type, body] = this.pick(BODIES);
    const expected = bench.session.store.nextTargetMsgSeqNum;
    const numbers = [expected, expected, expected, expected + 1, expected + random.integer(30), expected - 1, 0, 1e15];
    const applVerID = type === "A" && random.chance(0.9) ? "1137=9|" : "";
    const header = random.chance(0.2)
      ? this.pick(["43=Y|122=20260311-08:00:00|", "43=Y|", "97=Y|", "115=Z|116=|", "369=5|"])
      : "";
    const time = random.chance(0.97) ? bench.now : this.pick(["", "20010101-00:00:00", "x"]);
    const sender = random.chance(0.99) ? "THEM" : "YOU";
    const begin = random.chance(0.99) ? VERSIONS[bench.version]!.beginString : "FIX.4.1";
    const extra = bench.version === "FIX50SP2" ? applVerID : "";
    const text = `8=${begin}|35=${type}|34=${this.pick(numbers)}|49=${sender}|52=${time}|56=US|${header}${body}${extra}`;
    const bytes = message(text);
    return random.chance(0.15) ? this.#mutate(bytes) : bytes;
  }

  #mutate(bytes: Uint8Array): Uint8Array {
    const random = this.#random;
    const mutated = Uint8Array.from(bytes);
    for (let n = 1 + random.integer(3); n > 0; n--) {
      const at = random.integer(mutated.length);
      mutated[at] = this.pick([1, 61, 48, 57, 45, 255, 0, random.integer(256)]);
    }
    return random.chance(0.2) ? mutated.subarray(0, random.integer(mutated.length) + 1) : mutated;
  }
}

/** A store that says how often it was reset. */
class CountingStore extends MemoryStore {
  resets = 0;
  override reset(nowMicros: number): void {
    super.reset(nowMicros);
    this.resets++;
  }
}

/**
 * What must hold of all that a session sends: whole messages, and no number twice but with PossDupFlag, until numbers begin
 * again.
 */
function checkSent(sent: readonly string[], state: { next: number; resets: number }, resets: number): void {
  let begun = resets === state.resets;
  for (const text of sent) {
    expect(envelopeFault(text)).toBeUndefined();
    const fields = new Map(fieldsOf(text));
    if (fields.get("43") === "Y") continue;
    const number = Number(fields.get("34"));
    if (number < state.next && !begun) {
      begun = true;
      state.next = 1;
    }
    if (number < state.next) throw new Error(`number ${number} again, ${state.next} is next: ${text}`);
    state.next = number + 1;
  }
  if (!begun) state.next = 1;
  state.resets = resets;
}

for (const version of ["FIX40", "FIX42", "FIX44", "FIX50SP2"])
  test(`${version}: ${count / 4} messages of a peer out of its mind, seed ${seed}`, () => {
    const random = new Random(seed);
    const move = new Move(random);
    const store = new CountingStore({ creationMicros: Date.parse("2026-03-11T00:00:01Z") * 1000, maxBytes: 65_536 });
    const bench = new SessionBench({
      version,
      store,
      time: "2026-03-11T00:00:01Z",
      maxQueuedMessages: 20,
      maxMessageBytes: 4096,
      application: { onMessage: (each) => (each.msgType === "8" ? { business: 3 } : undefined) },
    });
    const framer = new Framer({ maxMessageBytes: 4096 });
    const state = { next: 1, resets: 0 };
    let connections = 0;
    for (let i = 0; i < count / 4; i++) {
      if (!bench.session.isConnected) {
        connections++;
        framer.reset();
        bench.connect();
        // So that most conversations come to something.
        if (random.chance(0.8)) {
          const applVerID = version === "FIX50SP2" ? "1137=9|" : "";
          bench.receive("A", bench.session.store.nextTargetMsgSeqNum, `98=0|108=30|${applVerID}`);
        }
      }
      if (random.chance(0.02)) bench.link.limit = random.chance(0.5) ? 0 : Number.MAX_SAFE_INTEGER;
      if (bench.link.limit > 5000) bench.session.drained();
      if (random.chance(0.3)) bench.clock.advance(BigInt(random.integer(3_000)) * 1_000_000n);
      if (random.chance(0.1)) bench.session.tick();
      framer.push(move.bytes(bench));
      while (framer.next()) bench.session.receive(framer.bytes, framer.start, framer.end);
      checkSent(bench.link.sent.splice(0), state, store.resets);
      bench.events.length = 0;
      expect(bench.session.statistics().behindGap).toBeLessThanOrEqual(20);
      expect(framer.pending).toBeLessThanOrEqual(4096 * 2);
    }
    expect(connections).toBeGreaterThan(10);
  }, 3_600_000);

test("a stream of noise, huge lengths and half messages leaves nothing behind", () => {
  const random = new Random(seed);
  const bench = new SessionBench({ maxMessageBytes: 4096 });
  const framer = new Framer({ maxMessageBytes: 4096 });
  bench.logOn();
  const encoder = new TextEncoder();
  const pieces = [
    "8=FIX.4.4\u00019=4294967295\u0001",
    "8=FIX.4.4\u00019=4000\u000135=D\u0001",
    "x".repeat(3000),
    "8=FIX",
    "\u000110=000\u0001",
  ];
  for (let i = 0; i < 20_000; i++) {
    framer.push(encoder.encode(pieces[random.integer(pieces.length)]!));
    while (framer.next()) bench.session.receive(framer.bytes, framer.start, framer.end);
    expect(framer.pending).toBeLessThanOrEqual(8192);
    bench.events.length = 0;
  }
  expect(bench.session.isLoggedOn).toBe(true);
});
