import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { exec, formatDuration } from "./lib/exec.js";
import { root } from "./lib/packages.js";

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** The command that mends what this step finds, where there is one. */
  readonly mend?: string;
}

const script = (name: string, ...args: string[]): [string, ...string[]] => [
  "tsx",
  `scripts/${name}.ts`,
  ...args,
];

const steps: readonly Step[] = [
  { name: "format", command: ["oxfmt", "--check", "."], mend: "pnpm fix" },
  { name: "lint", command: ["oxlint"], mend: "pnpm fix (what can be fixed by itself)" },
  ...projects().map((dir): Step => ({
    name: `types ${dir}`,
    command: ["tsc", "-p", dir, "--pretty", "false"],
  })),
  { name: "unused code", command: ["knip"] },
  {
    name: "generated files",
    command: ["pnpm", "run", "generate", "--check"],
    mend: "pnpm generate",
  },
  { name: "build", command: script("build") },
  { name: "api report", command: script("api-report"), mend: "pnpm api:update" },
  { name: "packages", command: script("check-packages") },
  {
    name: "install",
    command: ["vitest", "run", "--config", "scripts/release/install/vitest.config.ts"],
  },
  { name: "docs", command: script("check-docs") },
  { name: "size", command: script("check-size") },
  { name: "changeset", command: script("check-changeset"), mend: "pnpm changeset" },
];

// `pnpm check [name…]`: every check, or those whose names begin with one of the arguments.
const wanted = process.argv.slice(2);
const chosen = steps.filter(
  (step) => wanted.length === 0 || wanted.some((word) => step.name.startsWith(word)),
);
if (chosen.length === 0) {
  console.log(`No such check. There are: ${steps.map((step) => step.name).join(", ")}`);
  process.exit(2);
}

const started = Date.now();
const failed: Step[] = [];
for (const step of chosen) {
  const [command, ...args] = step.command;
  const began = Date.now();
  const { code, output } = await exec(command, args);
  const took = formatDuration(Date.now() - began);
  if (code === 0) {
    console.log(`ok    ${step.name} (${took})`);
    if (step.name === "size") console.log(output.trimEnd().replaceAll(/^/gm, "      "));
    continue;
  }
  failed.push(step);
  console.log(`FAIL  ${step.name} (${took})\n${output.trimEnd()}`);
  if (step.mend !== undefined) console.log(`      To mend it: ${step.mend}`);
}

const total = formatDuration(Date.now() - started);
if (failed.length > 0) {
  const names = failed.map((step) => step.name).join(", ");
  console.log(`${failed.length} of ${chosen.length} checks failed: ${names} (${total}).`);
  process.exit(1);
}
console.log(`All ${chosen.length} checks passed (${total}).`);

/** Every folder with a tsconfig.json of its own; e2e/ has its own dependencies and checks itself. */
function projects(): readonly string[] {
  const nested = ["packages", "examples"].flatMap((parent) =>
    existsSync(join(root, parent))
      ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
      : [],
  );
  return [".", ...nested, "bench"].filter((dir) => existsSync(join(root, dir, "tsconfig.json")));
}
