import type { RunSummary } from "./events.js";
import type { RunAgentOptions } from "./options.js";
import { Runner } from "./runner/runner.js";
import { settingsOf } from "./settings.js";
import { Journal } from "./store/journal.js";
import { loadTelemetry } from "./telemetry/load.js";

/**
 * Has an agent work what comes from a source, until the signal aborts or the source ends. What is in hand
 * then may end within `drainMs`.
 *
 * @example
 * ```ts
 * await runAgent({
 *   source: wsChannelSource(server),
 *   agent: async (task) => `You said: ${task.text}`,
 *   signal,
 * });
 * ```
 *
 * @returns how many tasks ended how.
 * @throws ValidationError for options that cannot be meant; what the store throws when it is opened; what
 * ended a source (a refused token, say), once what is in hand has ended.
 */
export async function runAgent(options: RunAgentOptions): Promise<RunSummary> {
  const settings = settingsOf(options);
  const { store, remember, clock, logger } = settings;
  const telemetry = await loadTelemetry(options.telemetry, logger);
  const journal = await Journal.open({ store, remember, clock, logger });
  try {
    return await new Runner(settings, journal, telemetry).run();
  } finally {
    await store.close?.();
  }
}
