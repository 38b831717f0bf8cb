import { installGateways } from "./install.js";

/** Run by vitest once, before the first test. */
export async function setup(): Promise<void> {
  await installGateways((line) => console.log(`e2e: ${line}`));
}
