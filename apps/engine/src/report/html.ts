/** Pieces of HTML. Everything that is not `Html` is escaped. */

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: texts are escaped, arrays joined, undefined and false are nothing. */
export type HtmlPart = Html | string | number | undefined | false | readonly HtmlPart[];

/** Builds HTML from a template. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(strings.reduce((text, string, i) => text + render(parts[i - 1]) + string));
}

/** Text for inside a `script` element: no `</script>` can end it, no `<!--` confuse it. */
export function scriptText(text: string): Html {
  return new Html(text.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--"));
}

/** Data for a `script` element of type `application/json`. */
export function scriptJson(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll("<", "\\u003c"));
}

/** A table: the first column is text, the others are figures. */
export function table(head: readonly HtmlPart[], rows: readonly (readonly HtmlPart[])[]): Html {
  const hasHead = head.some((cell) => cell !== "");
  return html`<div class="scroll"><table>${hasHead && html`<thead><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr></thead>`}
<tbody>${rows.map((row) => html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>\n`)}</tbody></table></div>`;
}

/** A figure that stands out. */
export function card(label: string, value: HtmlPart, note: HtmlPart): Html {
  return html`<div class="card"><div class="label">${label}</div><div class="value">${value}</div><div class="note">${note}</div></div>`;
}

function render(part: HtmlPart): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(render).join("");
  return Bun.escapeHTML(String(part)).replaceAll(" %", "&nbsp;%");
}
