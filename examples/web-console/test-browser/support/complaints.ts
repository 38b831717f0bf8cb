import AxeSource from "axe-core";
import type { ConsolePage } from "../../e2e/console-page.js";

/** What axe complains about, in a line each. */
export async function complaints({ page }: ConsolePage): Promise<readonly string[]> {
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
