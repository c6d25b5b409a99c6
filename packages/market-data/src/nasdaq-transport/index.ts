/**
 * How Nasdaq's messages travel, as state machines over bytes without sockets: SoupBinTCP (`SoupBinClient`, `SoupBinServer`) and
 * MoldUDP64 (`MoldUdp64Receiver`, `MoldUdp64Sender`), both from a `SequencedLog`.
 */
export * from "./moldudp64-packets.ts";
export * from "./moldudp64-receiver.ts";
export * from "./sequenced-log.ts";
export * from "./soupbin-client.ts";
export {
  SOUPBIN_MAX_PAYLOAD,
  SoupBinFramer,
  SoupBinOutput,
  type SoupBinPacketHandler,
  SoupBinType,
} from "./soupbin-packets.ts";
export * from "./soupbin-server.ts";
