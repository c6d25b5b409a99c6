import { expect, test } from "bun:test";
import { AUTHORITY, CLIENT_CERT, CLIENT_KEY, SERVER_CERT, SERVER_KEY } from "../testing/certificates.ts";
import { OrderClient, OrderFiller } from "../testing/orders.ts";
import { VERSIONS } from "../testing/versions.ts";
import { Acceptor } from "./acceptor.ts";
import { Initiator } from "./initiator.ts";
import type { TlsOptions } from "./transport.ts";

const server = { cert: SERVER_CERT, key: SERVER_KEY, ca: AUTHORITY };

/** Connects over TLS and trades, if it can; answers the events of the client. */
async function trade(acceptorTls: TlsOptions, initiatorTls: TlsOptions, hostname = "127.0.0.1") {
  const events: string[] = [];
  const filler = new OrderFiller();
  const client = new OrderClient();
  await using acceptor = await Acceptor.listen({
    port: 0,
    hostname: "127.0.0.1",
    tls: acceptorTls,
    sessions: [{ id: { senderCompID: "SELL", targetCompID: "BUY" }, dictionary: VERSIONS.FIX44! }],
    application: filler,
  });
  await using initiator = Initiator.start({
    session: { id: { senderCompID: "BUY", targetCompID: "SELL" }, dictionary: VERSIONS.FIX44! },
    endpoints: [{ hostname, port: acceptor.port }],
    reconnectIntervals: [30],
    tls: initiatorTls,
    tickMillis: 5,
    application: client,
    log: () => ({ incoming() {}, outgoing() {}, event: (text) => events.push(text) }),
  });
  const { session } = initiator;
  const over = () => session.isLoggedOn || events.some((text) => /Cannot connect|closed|Disconnecting|SSL/.test(text));
  for (let i = 0; i < 1000 && !over(); i++) await Bun.sleep(5);
  if (session.isLoggedOn) {
    for (let n = 1; n <= 50; n++) client.order(session, `o${n}`);
    for (let i = 0; i < 1000 && client.fills.length < 50; i++) await Bun.sleep(5);
  }
  return { fills: client.fills.length, events };
}

test("orders and fills go over TLS to a server whose certificate is right", async () => {
  expect((await trade(server, { ca: AUTHORITY })).fills).toBe(50);
});

test("a server whose certificate nobody has signed that we trust is refused, unless that does not matter", async () => {
  const refused = await trade(server, {});
  expect([refused.fills, refused.events.find((text) => text.startsWith("Cannot connect"))]).toEqual([
    0,
    expect.stringContaining("certificate"),
  ]);
  expect((await trade(server, { rejectUnauthorized: false })).fills).toBe(50);
});

test("a certificate of another name is refused", async () => {
  const { fills, events } = await trade(server, { ca: AUTHORITY, serverName: "example.org" });
  expect([fills, events.some((text) => text.startsWith("Cannot connect"))]).toEqual([0, true]);
});

test("a client without a certificate is refused where one is asked for", async () => {
  const strict = { ...server, requestCert: true, rejectUnauthorized: true };
  expect((await trade(strict, { ca: AUTHORITY })).fills).toBe(0);
  expect((await trade(strict, { ca: AUTHORITY, cert: CLIENT_CERT, key: CLIENT_KEY })).fills).toBe(50);
});
