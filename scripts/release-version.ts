import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exec } from "./lib/exec.js";
import { root } from "./lib/packages.js";

// `pnpm release:version`: turns the pending changesets into versions and changelogs, and tells the
// gateway client its own new version, by which it introduces itself to gateways.
const { code } = await exec("changeset", ["version"], { output: "inherit" });
if (code !== 0) process.exit(code);

const client = join(root, "packages/gateway-client");
const { version } = JSON.parse(readFileSync(join(client, "package.json"), "utf8")) as {
  readonly version: string;
};
const file = join(client, "src/version.ts");
const source = readFileSync(file, "utf8");
writeFileSync(file, source.replace(/(VERSION = ")[^"]*/, `$1${version}`));
