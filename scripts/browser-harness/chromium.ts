import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { root } from "../lib/packages.js";

// The browser comes packed inside an npm package, so that installing the dependencies installs it.
const unpacked = join(root, "node_modules/.cache/hawser/chromium-147");

/** A name that leads to this machine, but is no "secure context" for a page served over HTTP. */
export const INSECURE_HOST = "page.test";

/** Starts a headless Chromium with an empty profile. */
export async function launchChromium(): Promise<Browser> {
  unpack();
  return chromium.launch({
    executablePath: join(unpacked, "chromium"),
    // On a machine without them it runs with the libraries that it was packed with.
    env: hasLibrary("libnss3.so") ? {} : { LD_LIBRARY_PATH: join(unpacked, "al2023/lib") },
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

/**
 * Unpacks the browser once, into a folder that is complete as soon as it exists. In a process of its
 * own, because its packager writes to the folder for temporary files and to the environment.
 */
function unpack(): void {
  if (existsSync(unpacked)) return;
  mkdirSync(dirname(unpacked), { recursive: true });
  const partial = mkdtempSync(`${unpacked}-`);
  const code = `import chromium from "@sparticuz/chromium"; await chromium.executablePath();`;
  execFileSync(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: import.meta.dirname,
    // With this it also unpacks the libraries.
    env: { ...process.env, TMPDIR: partial, AWS_LAMBDA_JS_RUNTIME: "nodejs20.x" },
  });
  renameSync(partial, unpacked);
}

function hasLibrary(name: string): boolean {
  return execFileSync("ldconfig", ["-p"], { encoding: "utf8" }).includes(name);
}
