/** Captures of the network: `PcapStream` finds the datagrams that decoders read, `PcapWriter` writes them. */
export { PCAP_REJECTS, type PcapReject } from "./pcap-stream.ts";
export { PcapWriter } from "./pcap-writer.ts";
