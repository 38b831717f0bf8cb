import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "../lib/build.js";
import { exec } from "../lib/exec.js";
import { publishablePackages, root } from "../lib/packages.js";
import { copyRepository, removeCopy, runInCopy } from "./copy.js";
import { readTarball, type TarFile } from "./tarball.js";

/** A package as a release from this state would publish it. */
export interface Rehearsed {
  readonly name: string;
  readonly short: string;
  /** Before the release. */
  readonly from: string;
  /** What would be published; the same as `from` where nothing is to be released. */
  readonly version: string;
  readonly tarball: string;
  readonly manifest: PublishedManifest;
  readonly files: readonly TarFile[];
  /** What the changelog says of this version, "" where it says nothing. */
  readonly changes: string;
  /** The dist-tag that it would get. */
  readonly tag: string;
  readonly access: string;
}

/** The part of a packed package.json that is read here. */
export interface PublishedManifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly repository?: unknown;
  readonly main?: string;
  readonly module?: string;
  readonly types?: string;
  readonly exports?: unknown;
  readonly bin?: Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly access?: string; readonly tag?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** What a release is made of, and how. */
const INGREDIENTS = [
  ".changeset",
  ".pnpmfile.cjs",
  "LICENSE",
  "package.json",
  "packages",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "scripts/lib",
  "scripts/release",
  "scripts/release-version.ts",
  ":!packages/*/test",
  ":!packages/*/test-browser",
  ":!scripts/release/install",
];

const cache = join(root, "node_modules/.cache/hawser/release");

/**
 * Does what a release does, up to the publishing, on a temporary copy of the repository: versions and
 * changelogs from the pending changesets, then every package packed. What has not changed since the
 * last rehearsal is not done again.
 */
export async function rehearse(log: (line: string) => void): Promise<readonly Rehearsed[]> {
  await ensureBuilt(log);
  const stamp = await stampOf();
  const stampFile = join(cache, "stamp");
  if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) {
    await fillCache();
    writeFileSync(stampFile, stamp);
  }
  return publishablePackages().map(({ name, short, manifest: { version: from } }) => {
    const tarball = join(cache, `${short}.tgz`);
    const files = readTarball(tarball);
    const text = files.find(({ path }) => path === "package.json")?.content.toString("utf8");
    const manifest = JSON.parse(text ?? "{}") as PublishedManifest;
    const { version, publishConfig } = manifest;
    const changelog = join(cache, `${short}.md`);
    const changes = existsSync(changelog)
      ? changesOf(readFileSync(changelog, "utf8"), version)
      : "";
    const tag = publishConfig?.tag ?? "latest";
    const access = publishConfig?.access ?? defaultAccess();
    return { name, short, from, version, tarball, manifest, files, changes, tag, access };
  });
}

async function fillCache(): Promise<void> {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(tmpdir(), "hawser-release-"));
  const copy = join(temporary, "repository");
  try {
    await copyRepository(copy);
    await runInCopy(copy, "release-version.ts");
    await runInCopy(copy, "release/pack.ts", cache);
    for (const { short } of publishablePackages()) {
      const changelog = join(copy, "packages", short, "CHANGELOG.md");
      if (existsSync(changelog)) await cp(changelog, join(cache, `${short}.md`));
    }
  } finally {
    removeCopy(temporary);
  }
}

/** The state of everything that a release is made of. */
async function stampOf(): Promise<string> {
  const hash = createHash("sha256");
  const head = await exec("git", ["rev-parse", "HEAD"]);
  hash.update(head.output);
  const listing = ["ls-files", "-co", "--exclude-standard", "--deduplicate", "--", ...INGREDIENTS];
  const { output } = await exec("git", listing);
  for (const file of output.trim().split("\n")) {
    if (!existsSync(join(root, file))) continue;
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

function changesOf(changelog: string, version: string): string {
  const [, ...sections] = changelog.split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${version}\n`)) ?? "";
  return section.slice(version.length).trim();
}

function defaultAccess(): string {
  const config = JSON.parse(readFileSync(join(root, ".changeset/config.json"), "utf8")) as {
    readonly access: string;
  };
  return config.access;
}
