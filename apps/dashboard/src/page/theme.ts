/** Dark or light: the system's, until somebody chooses; and the colours for what is drawn on canvases. */

const KEY = "hotpath.theme";
const NAMES = [
  "paper",
  "panel",
  "ink",
  "quiet",
  "line",
  "grid",
  "up",
  "down",
  "up-soft",
  "down-soft",
  "accent",
] as const;

/** Colours of the theme in force, by the names of the style sheet's properties. */
export type Colours = Readonly<Record<(typeof NAMES)[number], string>>;

export class Theme {
  readonly #changed: () => void;
  #colours: Colours | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
    const kept = localStorage.getItem(KEY);
    if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#forget());
  }

  get isDark(): boolean {
    const { theme } = document.documentElement.dataset;
    return theme === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
  }

  get colours(): Colours {
    if (this.#colours === undefined) {
      const style = getComputedStyle(document.documentElement);
      this.#colours = Object.fromEntries(
        NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
      ) as Colours;
    }
    return this.#colours;
  }

  /** The other one, from now on in this browser. */
  flip(): void {
    const theme = this.isDark ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
    this.#forget();
  }

  #forget(): void {
    this.#colours = undefined;
    this.#changed();
  }
}
