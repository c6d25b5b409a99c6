/** The token: comes in the address's fragment, which no server sees, and is kept for this tab alone. */
import { element } from "./dom.ts";

const KEY = "hotpath.token";

/** The token of the address, which then has it no more, or the one that this tab had before. */
export function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token !== null && token !== "") {
    sessionStorage.setItem(KEY, token);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** Forgets it. */
export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}

/** Asks for one, in the page's place. @param reason why the one before did not do */
export function askForToken(reason: string | undefined, given: (token: string) => void): void {
  const field = element("input", { type: "password", autocomplete: "off", "aria-label": "token", required: true });
  const form = element(
    "form",
    { class: "token" },
    element("h1", {}, "Hotpath"),
    element(
      "p",
      {},
      "This engine asks who you are. ",
      element("code", {}, "hotpath serve"),
      " prints a token when it starts; ",
      element("code", {}, "hotpath token"),
      " makes others.",
    ),
    element("label", {}, element("span", {}, "Token"), field),
    element("p", { class: "warning", role: "alert" }, reason ?? ""),
    element("button", { type: "submit", class: "submit" }, "Come in"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const token = field.value.trim();
    if (token === "") return;
    sessionStorage.setItem(KEY, token);
    given(token);
  });
  document.body.replaceChildren(element("main", { class: "door" }, form));
  field.focus();
}
