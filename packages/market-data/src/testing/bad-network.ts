import type { Random } from "@hotpath/core";

/** How bad a network is: chances of each packet, from 0 to 1. */
export interface NetworkFaults {
  loss?: number;
  duplication?: number;
  /** To be delivered some packets later. */
  reordering?: number;
  /** To arrive with some bytes changed, cut, or as noise. */
  corruption?: number;
}

/** A network of packets that loses, doubles, reorders and corrupts them as a seed says. */
export class BadNetwork {
  readonly #random: Random;
  readonly #faults: Required<NetworkFaults>;
  /** Packets under way, the last one first. */
  readonly #waiting: { after: number; packet: Uint8Array }[] = [];
  #sent = 0;

  constructor(random: Random, faults: NetworkFaults) {
    this.#random = random;
    this.#faults = { loss: 0, duplication: 0, reordering: 0, corruption: 0, ...faults };
  }

  /** Takes a packet; gives those that arrive now. */
  send(packet: Uint8Array): Uint8Array[] {
    this.#sent++;
    const copies = this.#happens("loss") ? 0 : this.#happens("duplication") ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      const after = this.#happens("reordering") ? this.#sent + 1 + this.#random.integer(8) : this.#sent;
      this.#waiting.push({ after, packet: this.#happens("corruption") ? this.#corrupt(packet) : packet.slice() });
    }
    return this.#arrive(this.#sent);
  }

  /** What is still under way arrives. */
  flush(): Uint8Array[] {
    return this.#arrive(Number.POSITIVE_INFINITY);
  }

  #arrive(now: number): Uint8Array[] {
    const arrived = this.#waiting.filter(({ after }) => after <= now);
    this.#waiting.splice(0, this.#waiting.length, ...this.#waiting.filter(({ after }) => after > now));
    return arrived.map(({ packet }) => packet);
  }

  #happens(fault: keyof NetworkFaults): boolean {
    return this.#random.uniform() < this.#faults[fault];
  }

  /** Cuts a packet, makes it longer, or makes it noise: what a checksum of UDP would let pass now and then. */
  #corrupt(packet: Uint8Array): Uint8Array {
    const random = this.#random;
    const choice = random.integer(3);
    if (choice === 0) return packet.slice(0, random.integer(packet.length));
    if (choice === 1) return new Uint8Array([...packet, random.integer(256)]);
    return Uint8Array.from({ length: random.integer(64) }, () => random.integer(256));
  }
}
