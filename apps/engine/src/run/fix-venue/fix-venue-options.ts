import { ConfigError } from "@hotpath/core";
import { keyOf, loadSettings, type SessionSetup } from "@hotpath/fix/net";
import { GoodTillDate } from "./good-till-date.ts";

/** How the counterparty tells of its orders: not at all, one by one (OrderStatusRequest, H), or all (OrderMassStatusRequest, AF). */
export type StatusRequests = "none" | "each" | "mass";

/** How a run trades over FIX. */
export interface FixVenueSettings {
  readonly setup: SessionSetup;
  /** Account (1) of every request. */
  readonly account: string | undefined;
  readonly statusRequests: StatusRequests;
  /** How it is told until when an order is good. */
  readonly goodTillDate: GoodTillDate;
}

/**
 * Reads `--fix-config`: QuickFIX's settings with one initiator, and keys of this adapter's own, `Account`,
 * `OrderStatusRequests`, `GoodTillDate` and `ExpireTimeZone`.
 *
 * @throws {ConfigError} naming the key
 */
export async function loadFixVenue(path: string | undefined): Promise<FixVenueSettings> {
  if (path === undefined)
    throw new ConfigError("--fix-config", undefined, "a file of QuickFIX's settings, where --venue is fix");
  const setups = (await loadSettings(path)).filter(
    ({ role, dropCopy }) => role === "initiator" && dropCopy === undefined,
  );
  const setup = setups[0];
  if (setup === undefined || setups.length > 1)
    throw new ConfigError("--fix-config", path, "one [SESSION] with ConnectionType=initiator");
  const named = (key: string) => `${path}: ${key}`;
  // What was sent must be known after a crash, at once.
  if (setup.storeFolder === undefined)
    throw new ConfigError(named("FileStorePath"), undefined, "a folder: what was sent must outlive the process");
  if (setup.options.persistMessages === false)
    throw new ConfigError(named("PersistMessages"), "N", "Y: what was sent must outlive the process");
  const asks = (setup.settings.get(keyOf("OrderStatusRequests")) ?? "none").toLowerCase();
  if (asks !== "none" && asks !== "each" && asks !== "mass")
    throw new ConfigError(named("OrderStatusRequests"), asks, "none, each, mass");
  // TotNumReports (911) and LastRptRequested (912) end the list.
  if (asks === "mass" && Number(setup.options.dictionary.name.replace(/\D/g, "").slice(0, 2)) < 44)
    throw new ConfigError(named("OrderStatusRequests"), asks, "none or each before FIX.4.4");
  const account = setup.settings.get(keyOf("Account"));
  const field = setup.settings.get(keyOf("GoodTillDate")) ?? "ExpireTime";
  if (field !== "ExpireTime" && field !== "ExpireDate")
    throw new ConfigError(named("GoodTillDate"), field, "ExpireTime, ExpireDate");
  const goodTillDate = new GoodTillDate(field, setup.settings.get(keyOf("ExpireTimeZone")) ?? "UTC");
  return { setup, account: account === "" ? undefined : account, statusRequests: asks, goodTillDate };
}
