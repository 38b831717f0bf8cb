import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { root } from "../../../scripts/lib/packages.js";

// The browser comes packed inside an npm package, so that installing the dependencies installs it.
const unpacked = join(root, "node_modules/.cache/hawser/chromium-147");

/** A name that leads to this machine, but is no "secure context" for a page served over HTTP. */
export const INSECURE_HOST = "page.test";

/** Starts a headless Chromium with an empty profile. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await unpack();
  return chromium.launch({
    executablePath,
    args: [
      "--headless=shell",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`,
    ],
  });
}

/** Unpacks the browser once, into a folder that is complete as soon as it exists. */
async function unpack(): Promise<string> {
  const executable = join(unpacked, "chromium");
  // Its libraries are asked for at import time, through the variable its packager made for them.
  if (!hasLibrary("libnss3.so")) process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs20.x";
  if (existsSync(executable)) return executable;
  mkdirSync(dirname(unpacked), { recursive: true });
  const partial = mkdtempSync(`${unpacked}-`);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = partial;
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    await packed.executablePath();
    renameSync(partial, unpacked);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(partial, { recursive: true, force: true });
  }
  return executable;
}

function hasLibrary(name: string): boolean {
  return execFileSync("ldconfig", ["-p"], { encoding: "utf8" }).includes(name);
}
