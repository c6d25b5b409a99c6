/**
 * History in Parquet, exact: complete segments of a journal as files by type of record, and any records as such a file.
 * Needs the package `hyparquet-writer`.
 */
export { type ArchivedSegment, type ArchiveOptions, archivedUntil, archiveJournal, readArchive } from "./archive.ts";
export { type RecordParquetOptions, RecordParquetWriter } from "./record-parquet-writer.ts";
