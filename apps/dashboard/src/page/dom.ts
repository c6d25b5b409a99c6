/** Elements made in one call, and texts that are written only when they have changed. */

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element with attributes and children; `true` is an attribute without a value, `undefined` and `false` none. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : String(value));
  node.append(...children);
  return node;
}

/** A text in the page that knows what it says. */
export class TextCell {
  readonly node: Text = document.createTextNode("");
  #last = "";

  /** @returns whether it said something else before */
  set(text: string): boolean {
    if (text === this.#last) return false;
    this.#last = text;
    this.node.data = text;
    return true;
  }
}

/** A class that an element has or not, written only when that changes. */
export function toggle(node: Element, name: string, isOn: boolean): void {
  if (node.classList.contains(name) !== isOn) node.classList.toggle(name, isOn);
}

/** A value of an attribute, written only when it changes. */
export function attribute(node: Element, name: string, value: string): void {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** A button; `keys` are shown in its tooltip and told to assistive technology. */
export function button(
  text: string,
  press: () => void,
  options: { class?: string; label?: string; keys?: string } = {},
): HTMLButtonElement {
  const title = [options.label, options.keys && `(${options.keys})`].filter(Boolean).join(" ");
  const node = element("button", {
    type: "button",
    class: options.class,
    "aria-label": options.label,
    "aria-keyshortcuts": options.keys,
    title: title === "" ? undefined : title,
  });
  node.textContent = text;
  node.addEventListener("click", press);
  return node;
}
