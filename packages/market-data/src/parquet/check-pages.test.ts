import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { InputError, Random } from "@hotpath/core";
import { parquetWriteBuffer } from "hyparquet-writer";
import { mutate, mutationCount, mutationTimeout } from "../testing/mutate.ts";
import { openParquet } from "./open-parquet.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

/** Pages of the first version, as pyarrow 26 writes them: a dictionary, levels, texts, runs of truth values. */
const FIRST_VERSION = Uint8Array.fromBase64(
  [
    "UEFSMRUEFRAVEEwVBBUAEgAABQAAAAcAAAAVABUUFRQsFRIVEBUGFQYcAAAAAwAAAAW9AQEDUhUAFWIVYiwVEhUAFQYVBhwAAAADAAAABfsBAQ",
    "AAAGECAAAAYmMBAAAAZAEAAABhAQAAAGEBAAAAYQEAAABlAgAAAGJjFQAVEBUQLBUSFQAVBhUGHAAAAAMAAAAF+wBtFQQZTDUAGAZzY2hlbWEV",
    "BgAVAiUCGAFpABUMJQIYAXQlAEwcAAAAFQAlAhgBYgAWEhkcGTwmABwVAhk1AAYQGRgBaRUAFhIWZhZmJjQmCCksFQQVABUCABUAFRAVAgA8KQ",
    "YZJgQOAAAAJgAcFQwZJQYAGRgBdBUAFhIWiAEWiAEmbkkcFQAVABUCADwWFBkGGSYCEAAAACYAHBUAGSUGABkYAWIVABYSFjYWNib2AUkcFQAV",
    "ABUCADwpBhkmBA4AAAAWpAIWEiYIFqQCACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZPBwAABwAABwAAAD7AAAAUEFSMQ==",
  ].join(""),
);

function corpus(): Uint8Array[] {
  const texts = Array.from({ length: 20 }, (_, i) => (i % 5 === 0 ? null : `text ${i % 3}`));
  const whole = texts.map((_, i) => `a longer text ${i}`);
  const numbers = Int32Array.from(texts, (_, i) => i * i);
  const files = [FIRST_VERSION];
  for (const codec of ["UNCOMPRESSED", "SNAPPY"] as const) {
    files.push(
      new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "t", data: texts }], codec, pageSize: 60 })),
      new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            { name: "p", data: whole, encoding: "DELTA_BYTE_ARRAY" },
            { name: "l", data: whole, encoding: "DELTA_LENGTH_BYTE_ARRAY" },
          ],
          codec,
        }),
      ),
      new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            { name: "n", data: numbers, type: "INT32", encoding: "DELTA_BINARY_PACKED" },
            { name: "d", data: Float64Array.from(numbers), type: "DOUBLE", encoding: "BYTE_STREAM_SPLIT" },
            { name: "b", data: texts.map((text) => text !== null), type: "BOOLEAN" },
          ],
          codec,
        }),
      ),
    );
  }
  return files;
}

async function rowsOf(file: Uint8Array): Promise<string[]> {
  const { csv } = await openParquet(file);
  let text = "";
  for await (const piece of csv) text += new TextDecoder().decode(piece);
  // Mutated texts have line breaks.
  return text
    .replace(/"(?:[^"]|"")*"/g, "text")
    .trimEnd()
    .split("\n")
    .slice(1);
}

/** A copy with some bytes of its pages changed and none moved, so that the footer still leads to them. */
function spoilt(file: Uint8Array, random: Random): Uint8Array {
  const bytes = file.slice();
  const footer = new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
  for (let left = 1 + random.integer(3); left > 0; left--) {
    const at = 4 + random.integer(bytes.length - 12 - footer);
    bytes[at] = random.integer(2) === 0 ? bytes[at]! ^ (1 << random.integer(8)) : random.integer(256);
  }
  return bytes;
}

describe("files of strangers", () => {
  test("pages of the first version are read", async () => {
    expect(await rowsOf(FIRST_VERSION)).toEqual([
      "5,a,true",
      ",bc,false",
      "7,,",
      "5,d,true",
      "5,a,true",
      "7,a,false",
      ",a,true",
      "5,e,true",
      "7,bc,",
    ]);
  });

  test("mutated anywhere: rows or an error of the input, and always an end", async () => {
    const files = corpus();
    const counts = { read: 0, refused: 0 };
    const seed = 1n;
    for (let number = 0; number < mutationCount(20_000); number++) {
      const random = new Random(seed * 2n ** 40n + BigInt(number));
      const bytes = number % 2 === 0 ? mutate(files, random) : spoilt(files[random.integer(files.length)]!, random);
      try {
        expect((await rowsOf(bytes)).length).toBeLessThanOrEqual(20);
        counts.read++;
      } catch (error) {
        if (!(error instanceof InputError))
          throw new Error(`seed ${seed}, mutation ${number}: ${bytes.toHex()}`, { cause: error });
        counts.refused++;
      }
    }
    expect(counts.read).toBeGreaterThan(counts.refused / 100);
    expect(counts.refused).toBeGreaterThan(counts.read / 100);
  });

  test("an index that no dictionary has is refused, and is no gap", async () => {
    const file = FIRST_VERSION.slice();
    // The packed indexes of the first column, behind their width of 1 bit: 0b01010010.
    const at = file.indexOf(0x52, 4);
    file[at - 2] = 2;
    await expect(rowsOf(file)).rejects.toThrow("packed values beyond its bytes");
    file[at - 2] = 8;
    file[at - 1] = 14;
    await expect(rowsOf(file)).rejects.toThrow("a number that stands for nothing");
  });

  test("a footer whose counts are not its groups' is refused", async () => {
    const file = FIRST_VERSION.slice();
    const footer = file.length - 8 - new DataView(file.buffer).getUint32(file.length - 8, true);
    // The field of the rows: number 3 behind the schema, a zigzag 9.
    const at = file.findIndex((byte, i) => i > footer && byte === 0x16 && file[i + 1] === 18);
    file[at + 1] = 20;
    await expect(rowsOf(file)).rejects.toThrow("rows in its groups");
  });
});
