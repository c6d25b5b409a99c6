import { expect, test } from "bun:test";
import { defineStrategy } from "@hotpath/engine";
import { TestDesk } from "../testing/desk.ts";

const talker = defineStrategy({
  name: "talker",
  parameters: {},
  create: (context) => {
    let quotes = 0;
    return {
      onBook: () => {
        quotes += 1;
        context.log(quotes % 2 === 1 ? "warning" : "debug", `quote ${quotes}`, { quotes });
      },
    };
  },
});

test("what strategies log is in the topic logs, in its place among the gateway's own lines, and in its log", async () => {
  await using desk = new TestDesk({ strategies: [{ definition: talker }] });
  const client = await desk.client("trade");
  await client.ask({ type: "subscribe", topic: "logs", after: 0 });
  desk.quote();
  desk.quote();
  await client.ask({ type: "massCancel" });
  desk.quote();
  const lines = (await client.of("log", 4)).map(({ level, message, sequence, fields }) => ({
    level,
    message,
    sequence,
    quotes: (fields as { quotes?: number }).quotes,
  }));
  expect(lines.filter(({ quotes }) => quotes !== undefined)).toEqual([
    { level: "warn", message: "quote 1", sequence: 1, quotes: 1 },
    { level: "debug", message: "quote 2", sequence: 2, quotes: 2 },
    { level: "warn", message: "quote 3", sequence: 4, quotes: 3 },
  ]);
  const sequences = lines.map(({ sequence }) => sequence);
  expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  expect(desk.log).toContain('debug quote 2 {"strategy":"talker","quotes":2}');
});
