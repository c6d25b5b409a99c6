import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { TopicLog, type TopicMessage } from "./topic-log.ts";

const message = (sequence: number): TopicMessage => ({ type: "log", sequence, time: 0n, level: "info", message: "" });

describe("a log", () => {
  test("finds what is after a sequence as a list does, and knows whether all of it is there", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 200 }),
        (capacity, begin, steps, after) => {
          const log = new TopicLog(capacity, begin);
          const all: number[] = [];
          let sequence = begin + 1;
          for (const step of steps) {
            sequence += step;
            log.append(message(sequence));
            all.push(sequence);
          }
          const { place, isComplete } = log.after(after);
          const found = Array.from({ length: log.end - place }, (_, k) => log.at(place + k).sequence);
          expect(found).toEqual(all.slice(-capacity).filter((each) => each > after));
          // Complete it may only be called where nothing after the sequence is missing, since the log was begun.
          const isMissing =
            after < begin || all.slice(0, Math.max(0, all.length - capacity)).some((each) => each > after);
          expect(isComplete).toBe(!isMissing);
        },
      ),
    );
  });
});
