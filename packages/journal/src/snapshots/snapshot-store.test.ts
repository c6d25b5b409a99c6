import { describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, hashBytes, InputError, IoError } from "@hotpath/core";
import { MemoryHost } from "../testing/memory-host.ts";
import { SnapshotStore } from "./snapshot-store.ts";

const folder = "j";

function stateOf(sequence: number): Uint8Array {
  return Uint8Array.from({ length: 100 + (sequence % 7) }, (_, i) => (i * sequence) & 255);
}

function filled(host: MemoryHost, ...sequences: number[]): SnapshotStore {
  const store = new SnapshotStore({ folder, host });
  for (const sequence of sequences) store.save({ sequence, time: BigInt(sequence), state: stateOf(sequence) });
  return store;
}

describe("SnapshotStore", () => {
  test("keeps the last few in real files, and gives the newest back with its sequence, time and hash", () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-snapshots-"));
    try {
      const store = new SnapshotStore({ folder: join(folder, "a", "b"), keep: 2 });
      for (const sequence of [5, 900, 20]) store.save({ sequence, time: -3n, state: stateOf(sequence) });
      expect(readdirSync(store.folder).sort()).toEqual(["00000000000000000020.hps", "00000000000000000900.hps"]);
      const { snapshot, damaged } = store.newest();
      expect(damaged).toEqual([]);
      expect(snapshot).toEqual({
        description: {
          name: "00000000000000000900.hps",
          sequence: 900,
          time: -3n,
          stateBytes: stateOf(900).length,
          bytes: 64 + stateOf(900).length,
          stateHash: hashBytes(stateOf(900)),
        },
        state: stateOf(900),
      });
      expect(store.newest(899).snapshot?.description.sequence).toBe(20);
      expect(store.newest(19).snapshot).toBeUndefined();
      expect(store.list().snapshots.map(({ sequence }) => sequence)).toEqual([20, 900]);
      expect(existsSync(join(store.folder, "00000000000000000005.hps"))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("any bit flipped, any length cut: the snapshot is named, and the one before it is taken", () => {
    const whole = new MemoryHost();
    filled(whole, 1, 2);
    const name = "00000000000000000002.hps";
    const { length } = whole.bytes(name);
    const damagedBy = (change: (bytes: Uint8Array) => Uint8Array): void => {
      const host = whole.copy();
      const file = host.files.get(name)!;
      file.bytes = change(file.bytes);
      const { snapshot, damaged } = new SnapshotStore({ folder, host }).newest();
      expect(snapshot?.state).toEqual(stateOf(1));
      expect(damaged).toEqual([{ name, sequence: 2, message: expect.stringContaining(`j/${name}: `) }]);
    };
    for (let at = 0; at < length; at++) {
      damagedBy((bytes) => bytes.slice(0, at));
      for (let bit = 0; bit < 8; bit++)
        damagedBy((bytes) => bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte)));
    }
    damagedBy((bytes) => new Uint8Array([...bytes, 0]));
  });

  test("every call of the machine may fail: what was there is still there, and no file stays open", () => {
    for (const call of ["list", "open", "writeAt", "sync", "rename", "syncFolder", "remove"]) {
      for (let nth = 1; nth <= 6; nth++) {
        const host = new MemoryHost();
        const store = filled(host, 1, 2, 3);
        host.countAnew();
        host.faults = { failing: { call, nth } };
        try {
          store.save({ sequence: 4, time: 0n, state: stateOf(4) });
        } catch (error) {
          expect(error).toBeInstanceOf(IoError);
        }
        host.faults = {};
        expect(host.openFiles).toBe(0);
        for (const after of [host, host.afterPowerLoss()]) {
          const { snapshot, damaged } = new SnapshotStore({ folder, host: after }).newest();
          expect(damaged).toEqual([]);
          expect([3, 4]).toContain(snapshot!.description.sequence);
          expect(snapshot!.state).toEqual(stateOf(snapshot!.description.sequence));
        }
        store.save({ sequence: 5, time: 0n, state: stateOf(5) });
        expect([...host.files.keys()].filter((name) => !name.endsWith(".hps"))).toEqual([]);
        expect(
          store
            .list()
            .snapshots.map(({ sequence }) => sequence)
            .slice(-2),
        ).toEqual(expect.arrayContaining([5]));
      }
    }
  });

  test("a full disk leaves the snapshots before it", () => {
    for (let room = 0; room < 170; room += 13) {
      const host = new MemoryHost();
      const store = filled(host, 1);
      host.faults = { room };
      const save = () => store.save({ sequence: 2, time: 0n, state: stateOf(2) });
      if (room < 64 + stateOf(2).length) expect(save).toThrow("ENOSPC");
      else save();
      host.faults = {};
      expect(store.newest().damaged).toEqual([]);
      expect(store.newest().snapshot!.state).toEqual(stateOf(room < 64 + stateOf(2).length ? 1 : 2));
    }
  });

  test("damaged ones do not crowd out the whole ones", () => {
    const host = new MemoryHost();
    const store = filled(host, 1, 2, 3);
    host.bytes("00000000000000000003.hps")[3]! ^= 1;
    store.save({ sequence: 4, time: 0n, state: stateOf(4) });
    expect(store.list()).toMatchObject({
      snapshots: [{ sequence: 1 }, { sequence: 2 }, { sequence: 4 }],
      damaged: [{ sequence: 3 }],
    });
  });

  test("what cannot be kept is refused by name", () => {
    const host = new MemoryHost();
    const store = filled(host);
    const save = (snapshot: object) => () =>
      store.save({ sequence: 1, time: 0n, state: new Uint8Array(1), ...snapshot });
    expect(save({ sequence: -1 })).toThrow(InputError);
    expect(save({ sequence: 1.5 })).toThrow("a safe integer from 0, got 1.5");
    expect(save({ time: 2n ** 63n })).toThrow("64 bits");
    expect(() => new SnapshotStore({ folder, host, keep: 0 })).toThrow(
      "journal.keep: got 0; allowed: an integer from 1",
    );
    expect(() => new SnapshotStore({ folder, kep: 1 } as never)).toThrow(ConfigError);
    expect(host.files.size).toBe(0);
  });
});
