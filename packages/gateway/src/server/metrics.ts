/** What a gateway has done, for Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/ (text, 0.0.4). */

/** Counts since the start. */
export interface Counters {
  opened: number;
  refused: number;
  messagesIn: number;
  messagesOut: number;
  bytesOut: number;
  /** Frames and messages that were none. */
  faults: number;
  /** Requests beyond a client's rate. */
  limited: number;
  /** Tokens that were none. */
  unauthenticated: number;
  /** Clients that were disconnected because they did not read. */
  slow: number;
  /** Clients that were disconnected because nothing was heard of them. */
  silent: number;
  commands: Record<string, number>;
  failures: Record<string, number>;
}

export function noCounts(): Counters {
  return {
    opened: 0,
    refused: 0,
    messagesIn: 0,
    messagesOut: 0,
    bytesOut: 0,
    faults: 0,
    limited: 0,
    unauthenticated: 0,
    slow: 0,
    silent: 0,
    commands: {},
    failures: {},
  };
}

const TEXTS: readonly [keyof Omit<Counters, "commands" | "failures">, string, string][] = [
  ["opened", "connections_opened_total", "Connections that were opened"],
  ["refused", "connections_refused_total", "Connections that were refused for their origin or for want of room"],
  ["messagesIn", "messages_in_total", "Messages of clients"],
  ["messagesOut", "messages_out_total", "Messages to clients"],
  ["bytesOut", "bytes_out_total", "Bytes to clients"],
  ["faults", "faults_total", "Frames and messages that were none"],
  ["limited", "limited_total", "Requests beyond a client's rate"],
  ["unauthenticated", "unauthenticated_total", "Tokens that were none"],
  ["slow", "slow_total", "Clients disconnected because they did not read"],
  ["silent", "silent_total", "Clients disconnected because nothing was heard of them"],
];

/** The counts, and gauges beside them, as text. */
export function metricsText(counters: Counters, gauges: Readonly<Record<string, [number, string]>>): string {
  const lines: string[] = [];
  const add = (name: string, kind: string, help: string, rows: readonly [string, number][]): void => {
    lines.push(`# HELP hotpath_gateway_${name} ${help}`, `# TYPE hotpath_gateway_${name} ${kind}`);
    for (const [labels, value] of rows) lines.push(`hotpath_gateway_${name}${labels} ${value}`);
  };
  for (const [key, name, help] of TEXTS) add(name, "counter", help, [["", counters[key]]]);
  const labelled = (label: string, counts: Record<string, number>): [string, number][] =>
    Object.entries(counts).map(([value, count]) => [`{${label}="${value}"}`, count]);
  add("commands_total", "counter", "Commands that were done", labelled("command", counters.commands));
  add("failures_total", "counter", "Requests that were refused", labelled("code", counters.failures));
  for (const [name, [value, help]] of Object.entries(gauges)) add(name, "gauge", help, [["", value]]);
  return `${lines.join("\n")}\n`;
}
