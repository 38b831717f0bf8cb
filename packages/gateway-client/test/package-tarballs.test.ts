import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt } from "../../../scripts/lib/build.js";
import { packAll, type Packed } from "../../../scripts/lib/pack.js";
import { publishablePackages } from "../../../scripts/lib/packages.js";
import { VERSION } from "../src/version.js";

// What a registry would get, read from the tarballs themselves.

const folder = mkdtempSync(join(tmpdir(), "hawser-tarballs-"));
let packed: readonly Packed[] = [];

beforeAll(async () => {
  await ensureBuilt(() => undefined);
  packed = await packAll(folder);
}, 180_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What OpenClaw reads of a plugin, and what its bundle owes to others. */
const EXTRA: Readonly<Record<string, readonly string[]>> = {
  "@hawser/openclaw-ws-channel": ["THIRD_PARTY_NOTICES.md", "openclaw.plugin.json"],
};

describe.each(publishablePackages().map((pkg) => pkg.name))("%s", (name) => {
  const tarball = (): string => packed.find((entry) => entry.pkg.name === name)!.tarball;
  const files = (): string[] => tar("tzf", tarball()).trim().split("\n");
  const manifest = (): string => tar("xzOf", tarball(), "package/package.json");

  test("holds its build, its README and the license, and nothing else", () => {
    const others = files().filter((file) => !file.startsWith("package/dist/"));
    const expected = ["LICENSE", "README.md", "package.json", ...(EXTRA[name] ?? [])];
    expect(others.sort()).toEqual(expected.map((file) => `package/${file}`).sort());
  });

  test("offers no way to sources that are not in it", () => {
    expect(manifest()).not.toContain("@hawser/source");
    expect(manifest()).not.toContain("./src/");
  });

  test("names only files that are in it", () => {
    const { exports, main, types } = JSON.parse(manifest()) as Record<string, unknown>;
    const named = JSON.stringify([exports, main, types]).match(
      /\.\/[^"]+\.(?:js|cjs|ts|cts)(?=")/g,
    );
    const held = files();
    expect((named ?? []).filter((file) => !held.includes(`package/${file.slice(2)}`))).toEqual([]);
  });

  test("depends on versions, not on this workspace", () => {
    expect(manifest()).not.toMatch(/"(?:workspace|catalog|link|file):/);
  });
});

test("the client introduces itself by the version of its package, the first one until it is released", () => {
  const version = publishablePackages().find((pkg) => pkg.short === "gateway-client")?.manifest
    .version;
  expect(VERSION).toBe(version === "0.0.0" ? "0.1.0" : version);
});

function tar(...args: string[]): string {
  return execFileSync("tar", args, { encoding: "utf8" });
}
