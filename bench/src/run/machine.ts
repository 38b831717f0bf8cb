import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type as system } from "node:os";

/** Where the figures come from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly packages: Readonly<Record<string, string>>;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${system()} ${release()}`,
    node: process.version,
    packages: Object.fromEntries(
      ["@hawser/gateway-client", "@openclaw/gateway-client", "openclaw-node", "ws"].map((name) => [
        name,
        versionOf(name),
      ]),
    ),
  };
}

function versionOf(name: string): string {
  // Not every package exports its package.json: look for it from the entry upwards.
  for (let dir = new URL(".", import.meta.resolve(name)); ; dir = new URL("..", dir)) {
    try {
      const manifest = JSON.parse(readFileSync(new URL("package.json", dir), "utf8")) as {
        name?: string;
        version?: string;
      };
      if (manifest.name === name) return manifest.version ?? "unknown";
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOENT") throw error;
    }
    if (dir.pathname === "/") return "unknown";
  }
}
