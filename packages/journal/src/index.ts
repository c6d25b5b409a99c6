/**
 * The event log. `JournalWriter` appends records in batches and says what is durable; `JournalReader` goes through them
 * again, from any sequence, checking every byte; `describeJournal` says what a folder holds and what is wrong with it.
 * The bytes are those of `layout.ts`; the machine is reached through `JournalHost` alone.
 */
export type { DamageReason, JournalDamage } from "./damage.ts";
export { describeJournal, type JournalDescription, type SegmentDescription } from "./describe.ts";
export { fileHost } from "./file-host.ts";
export type { BackgroundSync, FileMapping, JournalFile, JournalHost } from "./host.ts";
export type { Recovery } from "./internal/recovery.ts";
export type { JournalMetadata } from "./metadata.ts";
export type { Durability, JournalAccess, JournalWriterOptions } from "./options.ts";
export { type FollowOptions, type JournalRange, JournalReader, type JournalReaderOptions } from "./reader.ts";
export { type Repair, type RepairStep, repairJournal } from "./repair.ts";
export { type Retention, type RetentionOptions, retain } from "./retention.ts";
export { type RecoveredState, type RecoverOptions, recover } from "./snapshots/recover.ts";
export {
  type Snapshot,
  type SnapshotDamage,
  type SnapshotDescription,
  SnapshotStore,
  type SnapshotStoreOptions,
} from "./snapshots/snapshot-store.ts";
export { type JournalEventView, type UnknownEventView, viewRecord } from "./view.ts";
export { JournalWriter } from "./writer.ts";
export type { JournalWriterStatistics } from "./writer-statistics.ts";
