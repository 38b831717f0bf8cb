import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { build, preview } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium } from "../../../scripts/browser-harness/chromium.js";
import { ensureBuilt } from "../../../scripts/lib/build.js";
import { PAGES, takeOut } from "../take-out/take-out.js";

const parts = fileURLToPath(new URL("..", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));

let browser: Browser;
const home = mkdtempSync(join(tmpdir(), "hawser-taken-out-"));
beforeAll(async () => {
  await ensureBuilt(() => undefined);
  browser = await launchChromium();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  rmSync(home, { recursive: true, force: true });
});

describe.each(PAGES)("%s, taken out of the repository", (name) => {
  test("compiles, builds and shows its form, with nothing of the repository around it", async () => {
    const folder = join(home, name);
    takeOut(name, folder);
    for (const file of filesIn(folder)) {
      const text = readFileSync(file, "utf8");
      expect(text, file).not.toMatch(/example-web-parts|web-parts\/|workspace:|catalog:/);
    }
    install(folder, name);
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc")], {
      cwd: folder,
    });
    await build({ root: folder, logLevel: "warn" });
    const server = await preview({ root: folder, logLevel: "warn", preview: { port: 0 } });
    const page = await browser.newPage();
    await page.goto(server.resolvedUrls?.local[0] ?? "");
    await page.getByRole("button", { name: "Connect" }).waitFor();
    await page.close();
    await server.close();
  }, 180_000);

  test("goes into an empty folder only", () => {
    const folder = join(home, `${name}-again`);
    takeOut(name, folder);
    expect(() => takeOut(name, folder)).toThrow("is not empty");
  });
});

/** Puts what the page asks for beside it, as `npm install` would: from here, not from a registry. */
function install(folder: string, page: string): void {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  ) as Record<"dependencies" | "devDependencies", Record<string, string>>;
  const places = [join(parts, "..", page), parts, root];
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    const found = places
      .map((place) => join(place, "node_modules", name))
      .find((path) => existsSync(path));
    if (found === undefined) throw new Error(`${name} is not installed here`);
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(realpathSync(found), link);
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
