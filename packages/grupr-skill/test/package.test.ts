import { execFile } from "node:child_process";
import { cp, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./support/skill.js";

const folder = process.env["BUILT_GRUPR_SKILL"] ?? "";

describe("the skill's folder", () => {
  it("has a front matter that OpenClaw reads", async () => {
    const text = await readFile(join(folder, "SKILL.md"), "utf8");
    const [, matter = ""] = /^---\n(.*?)\n---\n/su.exec(text) ?? [];
    const fields = Object.fromEntries(
      matter
        .split("\n")
        .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
    );
    expect(fields["name"]).toBe(basename(folder));
    expect(fields["description"]?.length).toBeLessThan(160);
    const { openclaw } = JSON.parse(fields["metadata"] ?? "") as {
      readonly openclaw: { readonly requires: object; readonly install: readonly object[] };
    };
    // OpenClaw's reader takes a key a line, and this one as JSON.
    // A token among the requirements would hide the skill until somebody has logged in.
    expect(openclaw.requires).toEqual({ bins: ["node", "openclaw"] });
    expect(openclaw.install).toEqual([
      { id: "npm", kind: "node", package: "@hawser/grupr-skill", bins: ["grupr"] },
    ]);
    expect(text).toContain("node {baseDir}/scripts/grupr.mjs");
  });

  it("runs where nothing is installed, and keeps its files beside it", async () => {
    const home = await temporaryFolder();
    const skill = join(home, "skills", "grupr");
    await cp(folder, skill, { recursive: true });
    const script = join(skill, "scripts", "grupr.mjs");
    const env = { PATH: process.env["PATH"] ?? "", HOME: home };
    const { stdout } = await promisify(execFile)(process.execPath, [script, "hello", "--json"], {
      env,
    });
    expect(JSON.parse(stdout)).toMatchObject({ folder: skill });
    const elsewhere = join(home, "elsewhere", "scripts", "grupr.mjs");
    await cp(script, elsewhere);
    const other = await promisify(execFile)(process.execPath, [elsewhere, "hello", "--json"], {
      env,
    });
    expect(JSON.parse(other.stdout)).toMatchObject({
      folder: join(home, ".openclaw/skills/grupr"),
    });
    const named = await promisify(execFile)(process.execPath, [elsewhere, "hello", "--json"], {
      env: { ...env, GRUPR_HOME: home },
    });
    expect(JSON.parse(named.stdout)).toMatchObject({ folder: home });
  });
});
