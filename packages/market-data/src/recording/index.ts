export { FeedRecorder, type FeedRecorderOptions, type RecorderCounters } from "./feed-recorder.ts";
export type { RecordedEvent, RecordedKind, RecordingAbout } from "./recorded-event.ts";
export { bestCompression, RECORDING_COMPRESSIONS, type RecordingCompression } from "./recording-codec.ts";
export { RECORDING_VERSION } from "./recording-format.ts";
export { RecordingHost } from "./recording-host.ts";
export { RecordingReader, type RecordingReaderOptions, type RecordingSource } from "./recording-reader.ts";
export {
  fileRecordingSink,
  MemoryRecording,
  partName,
  type RecordingPart,
  type RecordingSink,
} from "./recording-sink.ts";
export { type ReplayOptions, replay } from "./replay.ts";
export { type ReplayCounters, ReplayHost, type ReplayHostOptions } from "./replay-host.ts";
