import type { ConfigDraft, OpenClawConfig } from "./config.js";
import type { ConfigRuntime } from "./runtime.js";

/** The configuration in force. */
export function currentConfig(config: ConfigRuntime): OpenClawConfig {
  const current = config.current?.() ?? config.loadConfig?.();
  if (current === undefined) throw new Error("this OpenClaw offers plugins no configuration");
  return current;
}

/**
 * Edits the configuration file. From 2026.4 on the gateway locks the file and edits what is in it;
 * before, the whole configuration is replaced, so callers must wait for one another.
 */
export async function editConfig(
  config: ConfigRuntime,
  edit: (draft: ConfigDraft) => void,
): Promise<void> {
  if (config.mutateConfigFile !== undefined) {
    await config.mutateConfigFile({
      afterWrite: { mode: "auto" },
      mutate: edit,
    });
    return;
  }
  const draft = structuredClone<unknown>(currentConfig(config)) as ConfigDraft;
  edit(draft);
  await config.writeConfigFile?.(draft);
}

/** Whether agents are kept by id (from 2026.9 on) and not in a list. */
export function keepsAgentsById(config: ConfigRuntime): boolean {
  return config.mutateConfigFile !== undefined;
}
