import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * `$XDG_CONFIG_HOME/hawser/device.json`, `%APPDATA%\hawser\device.json` on Windows, else
 * `~/.config/hawser/device.json`.
 */
export function defaultDevicePath(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: () => string = homedir,
): string {
  const named = platform === "win32" ? env.APPDATA : env.XDG_CONFIG_HOME;
  // The XDG specification has relative values ignored.
  const base = named !== undefined && isAbsolute(named) ? named : join(home(), ".config");
  return join(base, "hawser", "device.json");
}
