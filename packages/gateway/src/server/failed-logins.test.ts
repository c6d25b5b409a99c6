import { expect, test } from "bun:test";
import { FailedLogins } from "./failed-logins.ts";

const SECOND = 1e9;

test("so many fail at once, then as many a minute; others are not barred with them", () => {
  const logins = new FailedLogins(3);
  for (let k = 0; k < 3; k++) {
    expect(logins.isBarred("10.0.0.1", 0)).toBe(false);
    logins.add("10.0.0.1", 0);
  }
  expect(logins.isBarred("10.0.0.1", 0)).toBe(true);
  expect(logins.isBarred("10.0.0.2", 0)).toBe(false);
  expect(logins.isBarred("10.0.0.1", 19 * SECOND)).toBe(true);
  expect(logins.isBarred("10.0.0.1", 20 * SECOND)).toBe(false);
});

test("of IPv6 a network counts, and an address of IPv4 within it is that address", () => {
  const logins = new FailedLogins(1);
  logins.add("2001:db8::1", 0);
  for (const same of ["2001:db8::2", "2001:0db8:0000:0000:ffff:0:0:1", "2001:db8:0:0::9"])
    expect(logins.isBarred(same, 0)).toBe(true);
  for (const other of ["2001:db8:0:1::1", "2001:db9::1", "::1"]) expect(logins.isBarred(other, 0)).toBe(false);
  logins.add("::ffff:10.0.0.1", 0);
  expect([logins.isBarred("10.0.0.1", 0), logins.isBarred("10.0.0.2", 0)]).toEqual([true, false]);
});

test("however many addresses fail, those that are remembered are bounded, the latest among them", () => {
  const logins = new FailedLogins(1);
  for (let k = 0; k < 20_000; k++) logins.add(`10.${k >> 16}.${(k >> 8) & 255}.${k & 255}`, k);
  expect(logins.size).toBe(4096);
  expect(logins.isBarred("10.0.78.31", 20_000)).toBe(true);
});
