/** Keys of the page, wherever the focus is but in fields and dialogs. */

/** What a key does, by `KeyboardEvent.key`; with shift as `Shift+ArrowLeft`. */
export type Keys = Readonly<Record<string, () => void>>;

/** Listens. @param digit is called for 1 to 9 */
export function listen(keys: Keys, digit: (number: number) => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = event.shiftKey && event.key.length > 1 ? keys[`Shift+${name}`] : keys[name];
    if (act !== undefined) {
      event.preventDefault();
      act();
    } else if (/^[1-9]$/.test(event.key)) digit(Number(event.key));
  });
}

/** Whether the key belongs to what has the focus. */
function isBusy({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("dialog") !== null) return true;
  if (target instanceof HTMLInputElement) {
    if (target.type === "range") return /^(Arrow|Page|Home|End)/.test(key);
    return target.type === "radio" ? key.startsWith("Arrow") || key === " " : key !== "Escape";
  }
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return key !== "Escape";
  if (target instanceof HTMLButtonElement)
    return key === " " || key === "Enter" || (target.role === "tab" && key.startsWith("Arrow"));
  return target.classList.contains("scroll") && /^(Arrow(Up|Down)|Page|Home|End)/.test(key);
}
