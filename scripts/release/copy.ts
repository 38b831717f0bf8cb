import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { exec, type ExecResult } from "../lib/exec.js";
import { publishablePackages, root } from "../lib/packages.js";
import { pnpm } from "../lib/pnpm.js";

const CACHE = "node_modules/.cache/hawser";

/**
 * Copies the repository as it is now, with changes that are not committed, its history, its installed
 * dependencies and its builds, into a folder that does not exist yet.
 */
export async function copyRepository(folder: string): Promise<void> {
  await must(exec("git", ["clone", "--quiet", "--local", "--no-checkout", root, folder]));
  const { output } = await must(
    exec("git", ["ls-files", "-co", "--exclude-standard", "--deduplicate"]),
  );
  for (const file of output.trim().split("\n")) {
    if (!existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file), { verbatimSymlinks: true });
  }
  await must(
    pnpm(["install", "--frozen-lockfile", "--prefer-offline", "--ignore-scripts"], { cwd: folder }),
  );
  mkdirSync(join(folder, CACHE), { recursive: true });
  for (const name of readdirSync(join(root, CACHE))) {
    if (name.startsWith("build-")) cpSync(join(root, CACHE, name), join(folder, CACHE, name));
  }
  for (const { short, dir } of publishablePackages()) {
    cpSync(join(dir, "dist"), join(folder, "packages", short, "dist"), { recursive: true });
  }
}

/** Runs one of the copy's own scripts in it. */
export async function runInCopy(folder: string, script: string, ...args: string[]): Promise<void> {
  const bin = join(folder, "node_modules/.bin");
  await must(
    exec(join(bin, "tsx"), [join(folder, "scripts", script), ...args], {
      cwd: folder,
      env: {
        PATH: `${bin}:${process.env["PATH"] ?? ""}`,
        npm_config_verify_deps_before_run: "false",
      },
    }),
  );
}

/** Removes a copy; the links in it lead nowhere that matters. */
export function removeCopy(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

async function must(running: Promise<ExecResult>): Promise<ExecResult> {
  const result = await running;
  if (result.code !== 0) throw new Error(result.output);
  return result;
}
