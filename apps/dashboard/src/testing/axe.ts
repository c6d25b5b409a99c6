/** What axe-core finds wrong with a page, by the rules of WCAG 2.2 AA and its best practices. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** A line for each rule that is broken: which, how badly, and where. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // By way of the debugger: the page's own policy lets nothing else run in it.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    async () => await (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ["violations"] }),
  );
  return violations.map(({ id, impact, nodes }) => {
    const places = nodes
      .slice(0, 4)
      .map(({ target, failureSummary }) => `${target.join(" ")} (${failureSummary ?? ""})`);
    return `${id}, ${impact}: ${places.join("; ")}`;
  });
}
