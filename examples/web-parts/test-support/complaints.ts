import AxeSource from "axe-core";
import type { Page } from "playwright-core";

/** What axe complains about, in a line each. */
export async function complaints({ page }: { readonly page: Page }): Promise<readonly string[]> {
  await page.evaluate(AxeSource.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof AxeSource };
    const { violations } = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
  });
}

/** Buttons that are too small for a finger: under 24 px, as WCAG 2.5.8 has it. */
export function smallTargets({ page }: { readonly page: Page }): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("button")]
      .filter((button) => button.checkVisibility())
      .filter((button) => {
        const { width, height } = button.getBoundingClientRect();
        return Math.min(width, height) < 24;
      })
      .map((button) => button.outerHTML.slice(0, 120)),
  );
}

/** The colour behind everything. */
export function background({ page }: { readonly page: Page }): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}
