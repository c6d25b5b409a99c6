import type { InstrumentDefinition } from "@hotpath/core";
import { createSpscRing } from "@hotpath/memory";
import type { EngineLink } from "../link/engine-link.ts";
import { EngineHost } from "../thread/engine-host.ts";
import { RingEngineLink, setupOf } from "../thread/ring-engine-link.ts";

/** A link over rings whose two ends are on one thread, so that a test sees its engine between two calls. */
export function loopbackLink(link: EngineLink, instruments: readonly InstrumentDefinition[]): RingEngineLink {
  const rings = { toGateway: createSpscRing({ capacity: 1 << 24 }), toEngine: createSpscRing({ capacity: 1 << 24 }) };
  let isRung = false;
  const remote = new RingEngineLink(setupOf(link, instruments, rings), () => host.serve(), link.replay);
  const host = new EngineHost(link, rings, () => {
    if (isRung) return;
    isRung = true;
    setImmediate(() => {
      isRung = false;
      remote.rung();
    });
  });
  return remote;
}
