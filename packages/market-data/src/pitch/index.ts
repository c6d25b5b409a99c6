/**
 * Cboe's Multicast PITCH: a capture → `PitchCapture`, or units → `PitchGaps` (order, gap requests) → `PitchDecoder` → `MarketBatch`; and back through
 * `encodePitchMessage` and `encodePitchUnit`.
 */
export {
  isCapture,
  PITCH_CAPTURE_REJECTS,
  PitchCapture,
  type PitchCaptureOptions,
  type PitchCaptureReject,
} from "./pitch-capture.ts";
export { PITCH_PRICE_DECIMALS, PitchDecoder, type PitchDecoderOptions } from "./pitch-decoder.ts";
export {
  encodePitchGapRequest,
  encodePitchGapResponse,
  encodePitchLogin,
  isPitchLoginAccepted,
  PitchGapStatus,
  PitchGaps,
  type PitchGapsOptions,
} from "./pitch-gaps.ts";
export {
  encodePitchMessage,
  encodePitchUnit,
  PITCH_FIELDS,
  PITCH_LAYOUT,
  PITCH_SIZES,
  PITCH_UNIT_HEADER,
  type PitchField,
  type PitchLayout,
  type PitchMessage,
  type PitchName,
  readPitchMessage,
} from "./pitch-messages.ts";
export { PITCH_REJECTS, type PitchReject, PitchUnits } from "./pitch-units.ts";
