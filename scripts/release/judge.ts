import { homedir } from "node:os";
import semver from "semver";
import { root } from "../lib/packages.js";
import type { Rehearsed } from "./rehearse.js";
import { mapProblems } from "./source-maps.js";

export interface Verdict {
  /** What must not be published like that. */
  readonly problems: readonly string[];
  /** What should be looked at. */
  readonly warnings: readonly string[];
}

/** What OpenClaw reads of a plugin, and what its bundle owes to others. */
const EXTRA: Readonly<Record<string, readonly string[]>> = {
  "openclaw-ws-channel": ["THIRD_PARTY_NOTICES.md", "openclaw.plugin.json"],
};

/** Whether a package may be published, beside those that are published with it. */
export function judge(pkg: Rehearsed, all: readonly Rehearsed[]): Verdict {
  const problems = [
    ...manifestProblems(pkg),
    ...dependencyProblems(pkg, all),
    ...fileProblems(pkg),
    ...contentProblems(pkg),
    ...mapProblems(pkg.files),
  ];
  const released = pkg.version !== pkg.from;
  if (released && !semver.gt(pkg.version, pkg.from)) problems.push("its version does not grow");
  if (released && pkg.changes === "")
    problems.push(`its changelog has no entry for ${pkg.version}`);
  const warnings: string[] = [];
  if (!released) warnings.push("no changeset names it: it would not be published");
  if (pkg.manifest.repository === undefined) warnings.push("package.json has no repository");
  return { problems, warnings };
}

function manifestProblems({ manifest }: Rehearsed): string[] {
  const wanted = ["description", "license", "engines"] as const;
  const missing = wanted.filter((field) => manifest[field] === undefined);
  const text = JSON.stringify(manifest);
  const problems = missing.map((field) => `package.json has no ${field}`);
  if (text.includes("@hawser/source")) problems.push("package.json has the source condition");
  const [protocol] = /"(?:workspace|catalog|link|file):/.exec(text) ?? [];
  if (protocol !== undefined) problems.push(`package.json has ${protocol.slice(1)}`);
  return problems;
}

function dependencyProblems({ manifest }: Rehearsed, all: readonly Rehearsed[]): string[] {
  const ranges = {
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  };
  return Object.entries(ranges).flatMap(([name, range]) => {
    if (semver.validRange(range) === null) return [`${name}: "${range}" is no range`];
    if (!name.startsWith("@hawser/")) return [];
    const other = all.find((each) => each.name === name);
    if (other === undefined) return [`${name} is not published`];
    if (semver.satisfies(other.version, range)) return [];
    return [`${name} ${range} is not what is published with it, ${other.version}`];
  });
}

function fileProblems({ short, manifest, files }: Rehearsed): string[] {
  const allowed = ["LICENSE", "README.md", "package.json", ...(EXTRA[short] ?? [])];
  const paths = files.map(({ path }) => path);
  const missing = allowed.filter((path) => !paths.includes(path));
  const strange = paths.filter((path) => !allowed.includes(path) && !path.startsWith("dist/"));
  const tests = paths.filter((path) =>
    /(?:^|\/)(?:test|fixtures)\/|\.test(?:-d)?\.|tsbuildinfo/.test(path),
  );
  const { main, module, types, exports, bin } = manifest;
  const named =
    JSON.stringify([main, module, types, exports, bin]).match(/\.\/[^"*]+(?="(?!:))/g) ?? [];
  const dangling = named.filter((path) => !paths.includes(path.slice(2)));
  const commands = Object.values(bin ?? {}).map((path) => path.replace(/^\.\//, ""));
  const unusable = commands.filter((path) => {
    const file = files.find((each) => each.path === path);
    return !file?.executable || !file.content.toString("utf8", 0, 2).startsWith("#!");
  });
  return [
    ...missing.map((path) => `lacks ${path}`),
    ...[...strange, ...tests].map((path) => `should not have ${path}`),
    ...new Set(dangling.map((path) => `names ${path}, which is not in it`)),
    ...unusable.map((path) => `${path} is no command: not executable, or without #!`),
  ];
}

/** Nothing of the machine that packs it, and no credentials. */
function contentProblems({ files }: Rehearsed): string[] {
  const machine = [root.replace(/\/$/, ""), homedir()].filter((path) => path.length > 1);
  return files.flatMap(({ path, content }) => {
    const text = content.toString("utf8");
    const found = machine.filter((each) => text.includes(`${each}/`));
    if (/-----BEGIN [A-Z ]*PRIVATE KEY|_authToken=|\bnpm_[A-Za-z0-9]{36}\b/.test(text)) {
      found.push("a credential");
    }
    return found.map((each) => `${path} has ${each} in it`);
  });
}
