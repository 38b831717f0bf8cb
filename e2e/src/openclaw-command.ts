import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gatewayEntry, gatewayNode } from "./install.js";
import type { RealGateway } from "./real-gateway.js";

/** Puts an `openclaw` into a folder, as it is on the PATH of whoever owns that gateway's home. */
export async function putOpenClaw(folder: string, gateway: RealGateway): Promise<void> {
  const { home, version } = gateway;
  const env = {
    HOME: home,
    OPENCLAW_HOME: home,
    OPENCLAW_STATE_DIR: join(home, "state"),
    OPENCLAW_CONFIG_PATH: join(home, "openclaw.json"),
    OPENCLAW_DISABLE_BONJOUR: "1",
    OPENCLAW_NO_RESPAWN: "1",
    NO_COLOR: "1",
  };
  const exports = Object.entries(env).map(([name, value]) => `export ${name}='${value}'`);
  const path = join(folder, "openclaw");
  const exec = `exec '${gatewayNode()}' '${gatewayEntry(version)}' "$@"`;
  await writeFile(path, ["#!/bin/sh", ...exports, exec, ""].join("\n"));
  await chmod(path, 0o755);
}
