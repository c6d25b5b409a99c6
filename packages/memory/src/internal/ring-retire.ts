/**
 * Producers that died, in a ring with many: what they claimed is turned into padding, and their ids become free again.
 */
import { ConfigError } from "@hotpath/core";
import { openRingBuffer } from "../ring-buffer.ts";
import {
  KIND_MPSC,
  LENGTH_MASK,
  LINE_CLAIM_POSITION,
  LINE_CLAIM_UNITS,
  LINE_RETIRED_AT,
  LINE_STATE,
  MPSC_DATA_WORD,
  OWNER_MASK,
  OWNER_SHIFT,
  PADDING_BIT,
  PRODUCER_DEAD,
  PRODUCER_FREE,
  PRODUCER_LINE_WORDS,
  PRODUCER_LIVE,
  PRODUCERS_MAX,
  WORD_CONSUMER_SLEEPING,
  WORD_DEAD_PRODUCERS,
  WORD_PRODUCER_LINES,
  WORD_PRODUCER_SLEEPING,
  WORD_TAIL,
} from "../ring-layout.ts";
import type { Words } from "./atomics.ts";
import { wake } from "./ring-control.ts";

function lineOf(id: number): number {
  return WORD_PRODUCER_LINES + id * PRODUCER_LINE_WORDS;
}

/** Marks a live producer as dead, and wakes everyone whom it may have died waking. */
export function markProducerDead(buffer: SharedArrayBuffer, id: number): boolean {
  const words = openRingBuffer(buffer, KIND_MPSC);
  if (!Number.isInteger(id) || id < 0 || id >= PRODUCERS_MAX) {
    throw new ConfigError("producerId", id, `an integer from 0 to ${PRODUCERS_MAX - 1}`);
  }
  const line = lineOf(id);
  if (Atomics.load(words, line + LINE_STATE) !== PRODUCER_LIVE) return false;
  Atomics.store(words, line + LINE_RETIRED_AT, Atomics.load(words, WORD_TAIL));
  if (Atomics.compareExchange(words, line + LINE_STATE, PRODUCER_LIVE, PRODUCER_DEAD) !== PRODUCER_LIVE) return false;
  Atomics.add(words, WORD_DEAD_PRODUCERS, 1);
  wake(words, WORD_CONSUMER_SLEEPING);
  wake(words, WORD_PRODUCER_SLEEPING);
  return true;
}

/** Frees the ids of dead producers whose every claim lies before the head. */
export function freeRetired(words: Words, head: number): void {
  for (let id = 0; id < PRODUCERS_MAX; id++) {
    const line = lineOf(id);
    if (Atomics.load(words, line + LINE_STATE) !== PRODUCER_DEAD) continue;
    if (((head - Atomics.load(words, line + LINE_RETIRED_AT)) | 0) < 0) continue;
    Atomics.store(words, line + LINE_CLAIM_UNITS, 0);
    Atomics.sub(words, WORD_DEAD_PRODUCERS, 1);
    Atomics.store(words, line + LINE_STATE, PRODUCER_FREE);
  }
}

/**
 * Turns the claim at the head into padding if its producer is dead.
 *
 * A claimed header names its owner. A header that is still 0 does not: then the owner is among the producers whose line
 * announces a claim at this very position. The winner of the tail is one of them; the others failed there and either
 * move on, if they live, or died failing. So nothing is decided while a live one is among them.
 *
 * Two may have died there, announcing different sizes. The true one ends where something begins: at the tail, at a
 * header, or at a position that another line announces. A smaller false one ends inside the true claim, which is all
 * zero because its owner died before writing; hence the smallest that ends at a beginning is the true one.
 */
export function finishDeadClaim(words: Words, head: number, units: number): void {
  const index = head & (units - 1);
  const header = Atomics.load(words, MPSC_DATA_WORD + index * 2);
  if (header < 0) {
    finishClaimed(words, index, header);
    return;
  }
  const tail = Atomics.load(words, WORD_TAIL);
  if (header > 0 || tail === head) return;
  let needed = 0;
  for (let id = 0; id < PRODUCERS_MAX; id++) {
    const announced = announcedAt(words, id, head);
    if (announced === 0) continue;
    if (Atomics.load(words, lineOf(id) + LINE_STATE) !== PRODUCER_DEAD) return;
    const isSmaller = needed === 0 || announced < needed;
    if (isSmaller && isBeginning(words, (head + announced) | 0, tail, units)) needed = announced;
  }
  if (needed !== 0) finishAnnounced(words, index, needed, units);
}

/** Units that a producer announces to claim at this position, or 0. */
function announcedAt(words: Words, id: number, position: number): number {
  const line = lineOf(id);
  const units = Atomics.load(words, line + LINE_CLAIM_UNITS);
  return Atomics.load(words, line + LINE_CLAIM_POSITION) === position ? units : 0;
}

function isBeginning(words: Words, position: number, tail: number, units: number): boolean {
  if (position === tail) return true;
  if (Atomics.load(words, MPSC_DATA_WORD + (position & (units - 1)) * 2) !== 0) return true;
  for (let id = 0; id < PRODUCERS_MAX; id++) if (announcedAt(words, id, position) !== 0) return true;
  return false;
}

function finishClaimed(words: Words, index: number, header: number): void {
  const owner = (header >>> OWNER_SHIFT) & OWNER_MASK;
  if (Atomics.load(words, lineOf(owner) + LINE_STATE) !== PRODUCER_DEAD) return;
  const padding = PADDING_BIT | (header & LENGTH_MASK);
  Atomics.compareExchange(words, MPSC_DATA_WORD + index * 2, header, padding);
}

/** The claim may run over the end of the region: padding to the end, and the record at the start. */
function finishAnnounced(words: Words, index: number, needed: number, units: number): void {
  const toEnd = units - index;
  const word = MPSC_DATA_WORD + index * 2;
  if (needed <= toEnd) {
    Atomics.compareExchange(words, word, 0, PADDING_BIT | (needed * 8));
    return;
  }
  const start = Atomics.load(words, MPSC_DATA_WORD);
  if (start <= 0) Atomics.compareExchange(words, MPSC_DATA_WORD, start, PADDING_BIT | ((needed - toEnd) * 8));
  Atomics.compareExchange(words, word, 0, PADDING_BIT | (toEnd * 8));
}
