import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { generations, type GatewayVersion } from "./generations.js";

const root = fileURLToPath(new URL("../.gateways/", import.meta.url));
const MARKER = "installed.json";

/** What npm is asked for, and where it ends up. */
interface Installation {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
}

/** The gateways need a newer Node than the one this suite must run on. */
const nodePackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
const node: Installation = {
  name: "node-24",
  dependencies: { [nodePackage]: "^24.16.0" },
  overrides: {},
};

function gateway(version: GatewayVersion): Installation {
  const { overrides } = generations[version];
  return { name: version, dependencies: { openclaw: version }, overrides };
}

/** The Node that runs the gateways. */
export function gatewayNode(): string {
  const [folder, file] = process.platform === "win32" ? ["", "node.exe"] : ["bin", "node"];
  return join(root, node.name, "node_modules", nodePackage, folder, file);
}

/** The file that starts a gateway's command line. */
export function gatewayEntry(version: GatewayVersion): string {
  return join(root, version, "node_modules", "openclaw", "openclaw.mjs");
}

/** Installs what is not there yet. Every installation is complete or absent, also after a crash. */
export async function installGateways(log: (line: string) => void): Promise<void> {
  const wanted = [node, ...Object.values(generations).map((g) => gateway(g.version))];
  await mkdir(root, { recursive: true });
  await Promise.all(wanted.map((installation) => install(installation, log)));
}

async function install(installation: Installation, log: (line: string) => void): Promise<void> {
  const target = join(root, installation.name);
  const manifest = JSON.stringify({
    private: true,
    dependencies: installation.dependencies,
    overrides: installation.overrides,
  });
  if (await isComplete(target, manifest)) return;
  const started = performance.now();
  log(`installing ${Object.entries(installation.dependencies).join(" ").replaceAll(",", "@")} …`);
  const temporary = await mkdtemp(join(root, `.${installation.name}-`));
  try {
    await writeFile(join(temporary, "package.json"), manifest);
    await npmInstall(temporary);
    await writeFile(join(temporary, MARKER), manifest);
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target).catch(async (error: unknown) => {
      // Another run of the suite may have been faster.
      if (!(await isComplete(target, manifest))) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  log(`installed ${installation.name} in ${Math.round((performance.now() - started) / 1000)} s`);
}

async function isComplete(target: string, manifest: string): Promise<boolean> {
  const marker = join(target, MARKER);
  return existsSync(marker) && (await readFile(marker, "utf8")) === manifest;
}

/** npm and not pnpm: gateways are made to be installed by it, and rely on its flat layout. */
async function npmInstall(cwd: string): Promise<void> {
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = spawn("npm", args, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  let output = "";
  npm.stdout.on("data", (data) => (output += String(data)));
  npm.stderr.on("data", (data) => (output += String(data)));
  const code = await new Promise<number | null>((resolve, reject) => {
    npm.once("error", reject);
    npm.once("close", resolve);
  });
  if (code !== 0) throw new Error(`npm install ended with ${code}:\n${output.slice(-4000)}`);
}
