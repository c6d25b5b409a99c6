export { TardisDecoder, type TardisDecoderOptions } from "./tardis-decoder.ts";
export { TardisEncoder, type TardisEncoderOptions } from "./tardis-encoder.ts";
export { TARDIS_COLUMNS, TARDIS_TYPES, type TardisType, tardisTypeOfName } from "./tardis-layouts.ts";
