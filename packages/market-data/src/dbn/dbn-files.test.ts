import { describe, expect, test } from "bun:test";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { DbnEncoder, encodeDbz } from "./dbn-encoder.ts";
import { DbnRecordView } from "./dbn-record-view.ts";
import { DbnRecordDecoder, DbnRecords } from "./dbn-records.ts";
import { decodeDbzHead } from "./dbz.ts";
import { openDbn } from "./open-dbn.ts";
import { PEER_FACTS } from "./testing/peer-facts.ts";
import { dbnFiles, dbnFolder, readDbn, readPlain, recordsOf } from "./testing/shared-dbn.ts";

const folder = dbnFolder();
const where = folder ?? "";
const files = folder === undefined ? [] : dbnFiles(folder);

/** Every field of every record, as the peer's facts have them. */
function digestOf(records: DbnRecords): string {
  const view = new DbnRecordView();
  const lines = Array.from({ length: records.count }, (_, row) => {
    const { length: _length, ...fields } = records.view(row, view).toObject();
    return Object.entries(fields)
      .map(([name, value]) => `${name}=${value}`)
      .join(",");
  });
  return new Bun.CryptoHasher("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
}

async function readInPieces(bytes: Uint8Array, size: number) {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  const opened = await openDbn(pieces);
  const decoder = new DbnRecordDecoder(opened.metadata === undefined ? {} : { metadata: opened.metadata });
  const records = new DbnRecords();
  for await (const piece of opened.bytes)
    for (let at = 0; at < piece.length; at += size) decoder.decode(piece.slice(at, at + size), records);
  decoder.end();
  return { decoder, records };
}

describe.skipIf(folder === undefined)("Databento's own files (in ../shared/data/dbn)", () => {
  test("there are 81 of them", () => expect(files.length).toBe(81));

  for (const name of Object.keys(PEER_FACTS)) {
    const [count, digest] = PEER_FACTS[name]!;
    test(`${name}: ${count} records, every field as the peer reads it, cut anywhere, and the same bytes again`, async () => {
      for (const size of [1, 7, 64, 4096]) {
        const { decoder, records } = await readInPieces(readDbn(where, name), size);
        expect(decoder.rejects.total).toBe(0);
        expect([records.count, digestOf(records)]).toEqual([count, digest]);
        const encoder = new DbnEncoder();
        if (decoder.metadata !== undefined) encoder.metadata(decoder.metadata);
        encoder.raw(records.bytes);
        expect(Buffer.compare(encoder.take(), readPlain(where, name))).toBe(0);
      }
    });
  }

  // Fields that older versions had leave bytes that have no name any more.
  const whole = Object.keys(PEER_FACTS).filter((name) => !name.includes("definition.v1"));
  test("records written from their objects are the same bytes", () => {
    for (const name of whole) {
      const plain = readPlain(where, name);
      const { decoder, records } = recordsOf(plain);
      const encoder = new DbnEncoder();
      if (decoder.metadata !== undefined) encoder.metadata(decoder.metadata);
      for (let row = 0; row < records.count; row++) {
        const view = records.view(row);
        const { length: _, ...fields } = view.toObject();
        encoder.record(view.layout.name, fields as never, view.tsOut);
      }
      expect(`${name} ${encoder.take().toHex()}`).toBe(`${name} ${plain.toHex()}`);
    }
  });

  for (const name of files.filter((file) => file.endsWith(".dbz"))) {
    test(`${name}: the records of version 1, and read again when written`, async () => {
      const { decoder, records } = await readInPieces(readDbn(where, name), 13);
      const { metadata } = decoder;
      expect(decoder.rejects.total).toBe(0);
      const [old, later] = [records.bytes, recordsOf(readPlain(where, name.replace(".dbz", ".v1.dbn.zst")))];
      // The definitions of the two files were asked for at different times.
      if (!name.includes("definition")) {
        expect([metadata!.symbols, metadata!.mappings]).toEqual([
          later.decoder.metadata!.symbols,
          later.decoder.metadata!.mappings,
        ]);
        const same = old.slice();
        // dbz had one type for bars of every length.
        for (let at = 0; at < same.length; at += same[at]! * 4)
          if (same[at + 1] === 17) same[at + 1] = later.records.bytes[1]!;
        expect(same.toHex()).toBe(later.records.bytes.toHex());
      }
      const again = encodeDbz(
        metadata!,
        old,
        BigInt(records.count),
        (bytes) => new Uint8Array(zstdCompressSync(bytes)),
      );
      const head = decodeDbzHead(again, zstdDecompressSync);
      expect(head.metadata).toEqual(metadata!);
      expect(head.recordCount).toBe(BigInt(records.count));
      expect((await readInPieces(again, 5)).records.bytes.toHex()).toBe(old.toHex());
    });
  }

  test("a definition in dbz", () => {
    const { records } = recordsOf(readPlain(where, "test_data.definition.dbz"));
    const view = records.view(1);
    expect([view.text("rawSymbol"), view.text("group"), view.text("exchange")]).toEqual(["MSFT", "disp", "XNAS"]);
    expect([view.decimal("displayFactor"), view.decimal("minPriceIncrement")]).toEqual(["100000", undefined]);
    expect([view.tsEvent, view.number("minLotSizeRoundLot")]).toEqual([1670314041321829136n, 100]);
  });

  test("a stream that is cut says so", () => {
    for (const name of ["test_data.mbo.dbn", "test_data.definition.v3.dbn.frag"]) {
      const { decoder, records } = recordsOf(readPlain(where, name).subarray(0, -3));
      expect([records.count, decoder.rejects.count("truncated"), decoder.rejects.total]).toEqual([1, 1, 1]);
    }
  });

  test("several streams one after the other are read through", () => {
    const parts = ["test_data.mbo.dbn", "test_data.trades.v1.dbn.zst", "test_data.status.v3.dbn.zst"];
    const { decoder, records } = recordsOf(Buffer.concat(parts.map((name) => readPlain(where, name))));
    expect(decoder.rejects.total).toBe(0);
    expect(Array.from({ length: records.count }, (_, row) => records.view(row).layout.name)).toEqual([
      "mbo",
      "mbo",
      "trade",
      "trade",
      "status",
      "status",
      "status",
      "status",
    ]);
    expect(decoder.metadata?.schema).toBe("status");
  });
});
