import type { AcceptorOptions } from "../../net/acceptor.ts";
import { VERSIONS } from "../versions.ts";

/** The counterparties of `ISLD` in the scenarios, and the versions that they speak. */
export const COUNTERPARTIES: Readonly<Record<string, string>> = {
  TW40: "FIX40",
  TW41: "FIX41",
  TW42: "FIX42",
  TW43: "FIX43",
  TW44: "FIX44",
  TW50: "FIX50",
  TW50SP1: "FIX50SP1",
  TW50SP2: "FIX50SP2",
};

/** The sessions of the scenarios' acceptor. */
export function acceptanceSessions(): NonNullable<AcceptorOptions["sessions"]> {
  return Object.entries(COUNTERPARTIES).map(([targetCompID, version]) => ({
    id: { senderCompID: "ISLD", targetCompID },
    dictionary: VERSIONS[version]!,
    resetOnLogon: true,
  }));
}
