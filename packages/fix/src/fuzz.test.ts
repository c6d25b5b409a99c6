import { expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { Framer } from "./framer.ts";
import { MarketDataEntries } from "./market-data/market-data-entries.ts";
import { MarketDataReader } from "./market-data/market-data-reader.ts";
import { Garbled } from "./reader/garbled.ts";
import { GroupReader } from "./reader/group-reader.ts";
import { MessageReader } from "./reader/message-reader.ts";
import { assemble, bytesOf, randomFields } from "./testing/random-message.ts";
import { VERSIONS } from "./testing/versions.ts";
import { describeMessage } from "./text/describe.ts";
import { decode } from "./typed/decode.ts";
import { messageType } from "./typed/message-type.ts";
import { Validator } from "./validation/validator.ts";

/** Mutated messages. */
const mutations = Number(process.env.HOTPATH_FIX_MUTATIONS ?? (process.env.HOTPATH_LONG === "1" ? 1e7 : 100_000));
const seed = BigInt(process.env.HOTPATH_FIX_SEED ?? 1);

const SPICE = [
  "\u0001",
  "=",
  "8=FIX",
  "\u000110=",
  "\u00019=",
  "-",
  "0",
  "9999999999",
  "\u00ff",
  "96=",
  "\u000195=",
  "268=",
].map(bytesOf);

/** Changes a few bytes: flips, removals, repetitions, and pieces that mean something. */
function mutate(random: Random, bytes: Uint8Array): Uint8Array {
  let mutated: Uint8Array = bytes.slice();
  for (let i = 1 + random.integer(4); i > 0 && mutated.length > 1; i--) {
    const at = random.integer(mutated.length);
    const to = Math.min(mutated.length, at + random.integer(20));
    switch (random.integer(5)) {
      case 0:
        mutated[at] = random.integer(256);
        break;
      case 1:
        mutated[at]! ^= 1 << random.integer(8);
        break;
      case 2:
        mutated = join(mutated.subarray(0, at), mutated.subarray(to));
        break;
      case 3:
        mutated = join(mutated.subarray(0, to), mutated.subarray(at));
        break;
      default:
        mutated = join(mutated.subarray(0, at), SPICE[random.integer(SPICE.length)]!, mutated.subarray(at));
    }
  }
  return mutated;
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Everything that can be asked of a message, whatever is in it. */
class Asker {
  readonly #validators = [
    new Validator(),
    new Validator({ allowUnknownMsgFields: true, validateUserDefinedFields: false }),
  ];
  readonly #group = new GroupReader();
  readonly #marketData = new MarketDataReader({ instruments: [{ symbol: "A", priceDecimals: 4, sizeDecimals: 2 }] });
  readonly #entries = new MarketDataEntries();
  reasons = 0;

  ask(reader: MessageReader): void {
    const { index } = reader;
    for (const validator of this.#validators) if (validator.validate(reader) >= 0) this.reasons++;
    for (let i = 0; i < index.count; i++) {
      const tag = index.tags[i]!;
      expect(index.starts[i]!).toBeLessThanOrEqual(index.ends[i]!);
      if (index.isGroup(i)) {
        let instances = 0;
        for (this.#group.open(reader, tag); this.#group.next(); instances++)
          expect(this.#group.from).toBeLessThan(this.#group.to);
        if (reader.find(tag) === i) expect(instances).toBe(index.instances[i]!);
      }
      reader.units(tag, 4);
      reader.timestampNanos(tag);
      reader.char(tag);
    }
    this.#marketData.read(reader, this.#entries);
    describeMessage(reader);
    try {
      decode(messageType(reader.dictionary, reader.msgType, "x"), reader);
    } catch (error) {
      expect((error as { code?: string }).code).toBe("INPUT_INVALID");
    }
  }
}

test(`${mutations} mutated messages neither crash nor hang, seed ${seed}`, () => {
  const random = new Random(seed);
  const versions = Object.values(VERSIONS);
  const lenient = versions.map(
    (each) => new MessageReader(each, { validateLengthAndChecksum: false, maxFields: 4096 }),
  );
  const strict = versions.map((each) => new MessageReader(each));
  const framer = new Framer({ maxMessageBytes: 16_384 });
  const asker = new Asker();
  let read = 0;
  for (let done = 0; done < mutations; ) {
    const version = random.integer(versions.length);
    const { messages } = versions[version]!;
    const { msgType } = messages[random.integer(messages.length)]!;
    const wire = bytesOf(assemble(randomFields(random, versions[version]!, msgType, { density: 0.05 })));
    for (let round = 0; round < 100 && done < mutations; round++, done++) {
      const mutated = mutate(random, wire);
      framer.push(mutated);
      while (framer.next()) strict[version]!.read(framer.bytes, framer.start, framer.end);
      expect(framer.pending).toBeLessThan(16_384);
      if (lenient[version]!.read(mutated) !== Garbled.None) continue;
      read++;
      // Asking costs more than reading: one in twenty.
      if (done % 20 === 0) asker.ask(lenient[version]!);
    }
  }
  expect(read).toBeGreaterThan(mutations / 10);
  expect(asker.reasons).toBeGreaterThan(mutations / 200);
}, 3_600_000);
