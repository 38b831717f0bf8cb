import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const plugin = fileURLToPath(new URL("../../packages/openclaw-ws-channel", import.meta.url));
const repository = fileURLToPath(new URL("../../package.json", import.meta.url));

/** The channel plugin as a registry would get it, from its built files. Answers the tarball's path. */
export async function packPlugin(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hawser-e2e-plugin-"));
  await pnpm(["pack", "--pack-destination", folder]);
  const [file] = await readdir(folder);
  if (file === undefined) throw new Error("pnpm pack made no tarball");
  return join(folder, file);
}

/** The pnpm that runs us, or else the version the repository names. */
async function pnpm(args: readonly string[]): Promise<void> {
  const running = process.env["npm_execpath"];
  const manifest = JSON.parse(await readFile(repository, "utf8")) as { packageManager: string };
  const [command, ...before] =
    running !== undefined && /pnpm\.c?js$/.test(running)
      ? [process.execPath, running]
      : ["npx", "-y", manifest.packageManager];
  const child = spawn(command, [...before, ...args], { cwd: plugin, stdio: "pipe" });
  let output = "";
  child.stdout.on("data", (data) => (output += String(data)));
  child.stderr.on("data", (data) => (output += String(data)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`pnpm ${args.join(" ")} ended with ${code}:\n${output}`);
}
