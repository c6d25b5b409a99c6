/** What ApplVerID (1128) and DefaultApplVerID (1137) say, as names of versions. */
export const APPL_VER_IDS: Readonly<Record<string, string>> = {
  "2": "FIX.4.0",
  "3": "FIX.4.1",
  "4": "FIX.4.2",
  "5": "FIX.4.3",
  "6": "FIX.4.4",
  "7": "FIX.5.0",
  "8": "FIX.5.0SP1",
  "9": "FIX.5.0SP2",
};
