/** What the names of recordings tell. */

/** A file's name without the endings of compression. */
export function bareName(file: string): string {
  return file.replace(/\.(gz|zst)$/i, "");
}

/** The day that a file's name tells, as `YYYY-MM-DD`: `20191230`, `2019-12-30` or Nasdaq's `12302019`. */
export function dateOfName(file: string): string | undefined {
  const name = file.slice(file.lastIndexOf("/") + 1);
  for (const match of name.matchAll(/(?<!\d)(?:(\d{4})-?(\d{2})-?(\d{2})|(\d{2})(\d{2})(\d{4}))(?!\d)/g)) {
    const [, year, month, day] = match;
    for (const date of year === undefined ? [] : [`${year}-${month}-${day}`]) if (isDate(date)) return date;
    const digits = match[0].replaceAll("-", "");
    const turned = `${digits.slice(4)}-${digits.slice(0, 2)}-${digits.slice(2, 4)}`;
    if (isDate(turned)) return turned;
  }
  return undefined;
}

/** The symbol that a LOBSTER file's name begins with: `AMZN_2012-06-21_34200000_57600000_message_5.csv`. */
export function lobsterSymbol(file: string): string | undefined {
  const name = file.slice(file.lastIndexOf("/") + 1);
  return /^([^_]+)_\d{4}-\d{2}-\d{2}_/.exec(name)?.[1];
}

/** Whether a text is a day of 1987 or later. */
export function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text && date.getUTCFullYear() >= 1987;
}
