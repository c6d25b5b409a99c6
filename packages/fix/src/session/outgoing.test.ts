import { expect, test } from "bun:test";
import { SessionBench } from "../testing/session-bench.ts";
import { reversedRoute } from "./outgoing.ts";

test("an answer to a third party's message goes back the way it came", () => {
  const bench = new SessionBench({
    application: {
      onMessage(message, session) {
        if (message.equals(11, "a")) return { business: 2, text: "no such thing" };
        if (message.equals(11, "b")) return { session: 5, refTag: 55 };
        session.begin("8", { ...reversedRoute(message, session.options.age), possResend: true }).string(37, "X");
        session.commit();
        return undefined;
      },
    },
  });
  bench.logOn();
  bench.taken();
  const route = "115=DESK|116=D1|128=FLOOR|129=F1|144=LDN|145=NYC|";
  const back = "115=FLOOR|116=F1|128=DESK|129=D1|144=NYC|145=LDN";
  const body = "21=1|38=5|40=1|54=1|55=X|60=20260311-09:00:00|";
  for (const [i, order] of ["a", "b", "c"].entries()) bench.receive("D", i + 2, `11=${order}|${body}`, route);
  expect(bench.taken()).toEqual([
    `35=j|34=2|${back}|45=2|58=no such thing|372=D|380=2`,
    `35=3|34=3|${back}|45=3|58=Value is incorrect (out of range) for this tag|371=55|372=D|373=5`,
    `35=8|34=4|97=Y|${back}|37=X`,
  ]);
});

test("a message that was under way for longer than MaxLatency ends the session, unless that is not checked", () => {
  for (const checkLatency of [true, false]) {
    const bench = new SessionBench({ maxLatency: 5, checkLatency });
    bench.logOn();
    bench.taken();
    const late = bench.timeAt(-6);
    bench.receiveText(`35=0|34=2|49=THEM|52=${late}|56=US|`);
    expect(bench.taken().map((each) => each.slice(0, 4))).toEqual(checkLatency ? ["35=3", "35=5"] : []);
    expect(bench.session.store.nextTargetMsgSeqNum).toBe(3);
  }
});
