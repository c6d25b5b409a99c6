/** Waits until something is so: a condition, not a time. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, seconds = 20): Promise<void> {
  for (let round = 0; round < 50 * seconds; round++) {
    if (await isSo()) return;
    await Bun.sleep(20);
  }
  throw new Error(`never: ${what}`);
}
