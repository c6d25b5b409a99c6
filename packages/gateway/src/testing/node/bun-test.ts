/** What the transports' suite needs of `bun:test`, on Node's own runner: the suite is one for both. */
import assert from "node:assert/strict";
import { test as nodeTest } from "node:test";

type Thrown = (new (...parts: never[]) => Error) | string | RegExp | undefined;

export function test(name: string, run: () => unknown): void {
  nodeTest(name, async () => {
    await run();
  });
}

export function describe(_name: string, declare: () => void): void {
  declare();
}

interface Matchers {
  toBe(wanted: unknown): void;
  toEqual(wanted: unknown): void;
  toMatchObject(wanted: object): void;
  toStartWith(start: string): void;
  toContain(part: string): void;
  toBeGreaterThan(least: number): void;
  toBeGreaterThanOrEqual(least: number): void;
  toThrow(wanted?: Thrown): void;
  rejects: { toThrow(wanted?: Thrown): Promise<void> };
}

export function expect(value: unknown): Matchers {
  return {
    toBe: (wanted: unknown) => assert.ok(Object.is(value, wanted), `${value} is not ${wanted}`),
    toEqual: (wanted: unknown) => assert.deepEqual(plain(value), plain(wanted)),
    toMatchObject: (wanted: object) => assert.deepEqual(plain(pick(value, wanted)), plain(wanted)),
    toStartWith: (start: string) => assert.ok(String(value).startsWith(start), `${value} does not start with ${start}`),
    toContain: (part: string) => assert.ok(String(value).includes(part), `${value} does not contain ${part}`),
    toBeGreaterThan: (least: number) => assert.ok((value as number) > least, `${value} is not above ${least}`),
    toBeGreaterThanOrEqual: (least: number) => assert.ok((value as number) >= least, `${value} is below ${least}`),
    toThrow: (wanted?: Thrown) => {
      let thrown: unknown;
      assert.throws(value as () => unknown, (error) => {
        thrown = error;
        return true;
      });
      assertThrown(thrown, wanted);
    },
    rejects: {
      toThrow: async (wanted?: Thrown) => {
        let thrown: unknown;
        await assert.rejects(value as Promise<unknown>, (error) => {
          thrown = error;
          return true;
        });
        assertThrown(thrown, wanted);
      },
    },
  };
}

function assertThrown(thrown: unknown, wanted: Thrown): void {
  if (wanted === undefined) return;
  if (typeof wanted === "function") assert.ok(thrown instanceof wanted, `it threw ${thrown}`);
  else
    assert.match(String((thrown as Error).message), typeof wanted === "string" ? new RegExp(escaped(wanted)) : wanted);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Bytes as a list: a Buffer is as good as a Uint8Array; what is undefined is not there. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return ["bytes", ...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([name, each]) => [name, plain(each)]));
}

/** What of a value a pattern names. */
function pick(value: unknown, pattern: unknown): unknown {
  if (Array.isArray(pattern) && Array.isArray(value))
    return value.map((each, k) => (k < pattern.length ? pick(each, pattern[k]) : each));
  if (typeof pattern !== "object" || pattern === null || typeof value !== "object" || value === null) return value;
  const names = Object.keys(pattern);
  const from = value as Record<string, unknown>;
  return Object.fromEntries(names.map((name) => [name, pick(from[name], (pattern as never)[name])]));
}
