import { ConfigError, microsOf } from "@hotpath/core";
import type { FeedHost } from "../feed/feed-host.ts";
import { webHost } from "../feed/host.ts";
import type { RecordedEvent } from "./recorded-event.ts";

/** How a recording is played. */
export interface ReplayOptions {
  /** 1 as it was, 10 ten times as fast, `Infinity` as fast as it is asked for; 1 by default. */
  speed?: number;
  /** No pause of the recording is taken for longer than this, at speed 1; never shortened by default. */
  maxPauseMillis?: number;
  /** Clock and timers that pace it: those of {@link webHost} by default. */
  host?: Pick<FeedHost, "clock" | "after">;
  /** Ends it: the events end. */
  signal?: AbortSignal;
}

/**
 * Gives the events of a recording when their time has come: each so long after the first as it was, divided by the speed. A reader
 * that is slower gets them at once until it has caught up.
 *
 * @throws {ConfigError} naming the option that is wrong
 * @example
 * const reader = new RecordingReader(Bun.file("btc.zst").stream());
 * for await (const event of replay(reader, { speed: 10 })) use(event);
 */
export async function* replay(
  events: AsyncIterable<RecordedEvent> | Iterable<RecordedEvent>,
  options: ReplayOptions = {},
): AsyncGenerator<RecordedEvent> {
  const { speed = 1, maxPauseMillis = Number.POSITIVE_INFINITY, signal } = options;
  if (!(speed > 0)) throw new ConfigError("replay.speed", speed, "a number above 0, Infinity for no pauses");
  if (!(maxPauseMillis >= 0)) throw new ConfigError("replay.maxPauseMillis", maxPauseMillis, "a number from 0");
  if (speed === Number.POSITIVE_INFINITY) {
    for await (const event of events) {
      if (signal?.aborted) return;
      yield event;
    }
    return;
  }
  const host = options.host ?? webHost();
  const startMicros = host.clock.nowMicros();
  let lastMicros = Number.NaN;
  /** Where the recording stands, pauses shortened. */
  let playedMicros = 0;
  for await (const event of events) {
    const micros = microsOf(event.time);
    // A clock that was set back makes no pause.
    const pause = Math.max(0, micros - lastMicros || 0);
    lastMicros = micros;
    playedMicros += Math.min(pause, maxPauseMillis * 1000);
    const wait = startMicros + playedMicros / speed - host.clock.nowMicros();
    if (wait > 0) await pauseFor(host, wait / 1000, signal);
    if (signal?.aborted) return;
    yield event;
  }
}

/** Waits, or until it is told to end. */
function pauseFor(host: Pick<FeedHost, "after">, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const cancel = host.after(milliseconds, () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    const stop = () => {
      cancel();
      resolve();
    };
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
