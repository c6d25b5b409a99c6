import { type VenueInstrument, VenueInstruments } from "@hotpath/market-data";
import { FeedHandler, type FeedHost, type VenueFeed } from "@hotpath/market-data/feed";
import { type JsonFeedDecoder, probeFeed } from "@hotpath/market-data/json";
import { FeedRecorder, MemoryRecording, RecordingHost } from "@hotpath/market-data/recording";

/** Decimals with which nearly every symbol's prices and sizes can be written. */
const USUAL = 8;
/** The venue is listened to for no longer than this. */
const MOST_MILLIS = 5000;
/** And no more of it is kept. */
const MOST_BYTES = 8 * 2 ** 20;
const LOOK_MILLIS = 100;

/**
 * Listens to a venue until it has told the book of each symbol, and finds units in which its prices and sizes are whole: the
 * handler of a recording must understand it to notice gaps.
 *
 * @param ended tells that the user has seen enough
 */
export async function findUnits(
  symbols: readonly string[],
  makeFeed: (instruments: VenueInstruments) => VenueFeed,
  host: FeedHost,
  ended: () => boolean,
): Promise<VenueInstrument[]> {
  const usual = symbols.map((symbol, index) => ({ symbol, index, priceDecimals: USUAL, sizeDecimals: USUAL }));
  const sink = new MemoryRecording();
  const recorder = await FeedRecorder.open({ sink, host, compression: "none" });
  const feed = makeFeed(new VenueInstruments(usual));
  const handler = new FeedHandler({ feed, host: new RecordingHost(host, recorder), onBatch: () => {} });
  handler.start();
  const { rejects } = handler.decoder;
  const fits = () => usual.every(({ index }) => !handler.sync.needsSnapshot(index));
  for (let waited = 0; waited < MOST_MILLIS && !ended() && !fits(); waited += LOOK_MILLIS) {
    const misfits = rejects.count("tooFine") + rejects.count("tooLarge");
    // A second more tells of the other symbols.
    if (recorder.counters().bytes > MOST_BYTES || (misfits > 0 && waited >= 1000)) break;
    await new Promise<void>((resolve) => host.after(LOOK_MILLIS, resolve));
  }
  await handler.close();
  await recorder.close();
  if (rejects.count("tooFine") + rejects.count("tooLarge") === 0) return usual;
  const make = (instruments: VenueInstruments): JsonFeedDecoder => makeFeed(instruments).decoder();
  const probed = probeFeed(Buffer.concat(sink.pieces()), make);
  return usual.map((entry) => {
    const found = probed.fits.find(({ symbol }) => symbol === entry.symbol);
    return found === undefined ? entry : { ...found, index: entry.index };
  });
}
