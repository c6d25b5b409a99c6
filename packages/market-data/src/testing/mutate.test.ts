import { describe, expect, test } from "bun:test";
import type { Decoder } from "../decoder.ts";
import { RejectLog } from "../reject-log.ts";
import { mutated, runCampaign } from "./mutate.ts";

interface Bytes {
  count: number;
  value: number[];
  clear(): void;
}

/** One row a byte above 9; others are refused. `flaw` breaks it in a way that a campaign must find. */
function byteDecoder(flaw: "none" | "throws" | "stalls" | "loses" | "cut"): Decoder<Bytes> {
  const rejects = new RejectLog(["small"]);
  let messages = 0;
  let offset = 0;
  return {
    rejects,
    get messages() {
      return messages;
    },
    get offset() {
      return offset;
    },
    decode(bytes, out) {
      for (let at = 0; at < bytes.length; at++) {
        if (out.count === 4) return at;
        const value = bytes[at]!;
        if (value === 0xff && flaw === "throws") throw new RangeError("broken");
        if (value === 0xff && flaw === "stalls") return at;
        if (value < 10) rejects.add(0, offset);
        else out.value[out.count++] = value + (flaw === "cut" ? bytes.length : 0);
        messages++;
        if (value !== 0xff || flaw !== "loses") offset++;
      }
      return bytes.length;
    },
    end() {},
  };
}

function campaign(flaw: Parameters<typeof byteDecoder>[0]) {
  return runCampaign({
    corpus: [Uint8Array.of(1, 20, 30, 40, 50), Uint8Array.of(200, 100)],
    decoder: () => byteDecoder(flaw),
    out: () => ({
      count: 0,
      value: [],
      clear() {
        this.count = 0;
      },
    }),
    row: (out: Bytes, row, tell) => tell(out.value[row]!),
    count: 2000,
  });
}

describe("mutation campaign", () => {
  test("passes a decoder that holds, and says what it saw", () => {
    const result = campaign("none");
    expect(result.mutations).toBe(2000);
    expect(result.rejects).toBeGreaterThan(500);
    expect(result.rows + result.rejects).toBe(result.messages);
  });

  test("finds each kind of flaw, and names the input", () => {
    expect(() => campaign("throws")).toThrow(/seed 1, mutation \d+: RangeError: broken\ninput: /);
    expect(() => campaign("stalls")).toThrow("it would hang");
    expect(() => campaign("loses")).toThrow("bytes taken of");
    expect(() => campaign("cut")).toThrow("where the stream was whole");
  });

  test("makes the same input of the same seed and number", () => {
    const corpus = [Uint8Array.from({ length: 100 }, (_, i) => i)];
    expect(mutated(corpus, 5, 77)).toEqual(mutated(corpus, 5, 77));
    expect(mutated(corpus, 5, 77)).not.toEqual(mutated(corpus, 5, 78));
  });
});
