/** A gateway on a Worker of its own: it is told what it is by its first message, and meets its engine over two rings. */
import type { EngineLink, LogLevel } from "../link/engine-link.ts";
import { type WorkerReplayOptions, workerReplay } from "../replay/worker-replay.ts";
import type { Gateway } from "../server/gateway.ts";
import type { GatewayOptions } from "../server/gateway-options.ts";
import { RingEngineLink, type RingLinkSetup } from "./ring-engine-link.ts";

/** Makes the gateway in its Worker: transport, tokens and pages, of plain values. */
export type AssembleGateway<Options = unknown> = (
  parts: { link: EngineLink; log: NonNullable<GatewayOptions["log"]> },
  options: Options,
) => Gateway | Promise<Gateway>;

/** What the Worker is. */
export interface GatewayJob {
  kind: "begin";
  /** Address of a module that exports `assembleGateway`. */
  module: string;
  options: unknown;
  link: RingLinkSetup;
  replay: WorkerReplayOptions | undefined;
}

/** What the Worker is told. */
export type ToGateway = GatewayJob | { kind: "rung" } | { kind: "listen" } | { kind: "stop" };

/** What the Worker says. */
export type FromGateway =
  | { kind: "ready" }
  | { kind: "listening"; port: number }
  | { kind: "stopped" }
  | { kind: "ring" }
  | { kind: "log"; level: LogLevel; message: string; fields: Readonly<Record<string, unknown>> }
  | { kind: "failed"; message: string };

declare const self: {
  onmessage: ((event: { data: ToGateway }) => void) | null;
  postMessage(message: FromGateway): void;
};

let link: RingEngineLink | undefined;
let gateway: Gateway | undefined;

self.onmessage = ({ data }) => {
  if (data.kind === "rung") {
    link?.rung();
    return;
  }
  act(data).catch((error: Error) => self.postMessage({ kind: "failed", message: error.message }));
};

async function act(message: Exclude<ToGateway, { kind: "rung" }>): Promise<void> {
  switch (message.kind) {
    case "begin": {
      const { assembleGateway } = (await import(message.module)) as { assembleGateway: AssembleGateway };
      const replay = message.replay && workerReplay(message.replay);
      link = new RingEngineLink(message.link, () => self.postMessage({ kind: "ring" }), replay);
      const log: NonNullable<GatewayOptions["log"]> = (level, text, fields) =>
        self.postMessage({ kind: "log", level, message: text, fields });
      gateway = await assembleGateway({ link, log }, message.options);
      self.postMessage({ kind: "ready" });
      return;
    }
    case "listen":
      self.postMessage({ kind: "listening", port: gateway!.listen() });
      return;
    case "stop":
      await gateway?.stop();
      link?.[Symbol.dispose]();
      self.postMessage({ kind: "stopped" });
  }
}
