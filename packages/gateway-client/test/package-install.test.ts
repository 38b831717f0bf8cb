import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ensureBuilt } from "../../../scripts/lib/build.js";
import { packAll } from "../../../scripts/lib/pack.js";
import { entriesOf, publishablePackages, root } from "../../../scripts/lib/packages.js";

// The packages as a user gets them: packed, and installed with npm into a project of its own.

vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), "hawser-consumer-"));
const project = join(folder, "project");

const entries = publishablePackages().flatMap((pkg) =>
  entriesOf(pkg).map(({ subpath }) =>
    subpath === "." ? pkg.name : `${pkg.name}/${subpath.slice(2)}`,
  ),
);
/** Compiles only where its optional peer is installed; its own tests see to that. */
const TYPES_ONLY = "@hawser/gateway-client/protocol";

beforeAll(async () => {
  await ensureBuilt(() => undefined);
  const packed = await packAll(folder);
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), `{ "name": "consumer", "private": true }`);
  const tarballs = packed.map((entry) => entry.tarball);
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs]);
}, 240_000);

// A busy disk takes its time for so many files.
afterAll(() => {
  rmSync(folder, { recursive: true });
}, 120_000);

describe.each(entries.filter((id) => id !== TYPES_ONLY))("%s", (id) => {
  test("exports the same names to import and to require", () => {
    const imported = evaluate("mjs", `import * as all from "${id}"; print(Object.keys(all));`);
    const required = evaluate("cjs", `print(Object.keys(require("${id}")));`);
    expect(imported).not.toEqual([]);
    expect((required as string[]).sort()).toEqual((imported as string[]).sort());
  });

  test("exports nothing that is undefined", () => {
    const code = `import * as all from "${id}";
      print(Object.entries(all).filter(([, value]) => value === undefined).map(([name]) => name));`;
    expect(evaluate("mjs", code)).toEqual([]);
  });
});

test("the entry that is only types loads, and brings nothing", () => {
  expect(evaluate("mjs", `import * as all from "${TYPES_ONLY}"; print(Object.keys(all));`)).toEqual(
    [],
  );
  expect(evaluate("cjs", `print(Object.keys(require("${TYPES_ONLY}")));`)).toEqual([]);
});

test("an error made by the ES module is an instance of the CommonJS class, and the other way", () => {
  const code = `
    import { createRequire } from "node:module";
    import { AuthError, HawserError } from "@hawser/core";
    const other = createRequire(import.meta.url)("@hawser/core");
    print([
      AuthError !== other.AuthError,
      new AuthError("no") instanceof other.AuthError,
      new other.AuthError("no") instanceof HawserError,
      new other.TimeoutError("late", { timeoutMs: 1 }) instanceof AuthError,
    ]);`;
  expect(evaluate("mjs", code)).toEqual([true, true, true, false]);
});

describe("the types compile in a user's project", () => {
  test("as an ES module and as CommonJS", () => {
    const code = usesOf(entries.filter((id) => id !== TYPES_ONLY));
    const files = { "entries.mts": code, "entries.cts": code };
    compile(files, { module: "Node16", moduleResolution: "node16" });
  });

  test("for a bundler", () => {
    const code = usesOf(entries.filter((id) => id !== TYPES_ONLY));
    compile({ "entries.ts": code }, { module: "ESNext", moduleResolution: "bundler" });
  });
});

function usesOf(ids: readonly string[]): string {
  const imports = ids.map((id, index) => `import type * as entry${index} from "${id}";`);
  const uses = ids.map((_, index) => `export type Use${index} = keyof typeof entry${index};`);
  return [...imports, ...uses].join("\n");
}

/** Runs `code`, which calls print() once, in the consumer's project; answers what it printed. */
function evaluate(extension: "mjs" | "cjs", code: string): unknown {
  const file = join(project, `program.${extension}`);
  const print = "function print(value) { process.stdout.write(JSON.stringify(value)); }";
  writeFileSync(file, `${code}\n${print}`);
  return JSON.parse(run(process.execPath, [file]));
}

/** Type-checks the files in the consumer's project; throws with the compiler's words. */
function compile(files: Readonly<Record<string, string>>, options: object): void {
  for (const [file, code] of Object.entries(files)) writeFileSync(join(project, file), code);
  const compilerOptions = {
    ...options,
    target: "ES2022",
    lib: ["ES2022", "DOM", "ESNext.Disposable"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    // The declarations themselves must compile too.
    skipLibCheck: false,
    noEmit: true,
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
  };
  const config = join(project, "tsconfig.json");
  writeFileSync(config, JSON.stringify({ compilerOptions, files: Object.keys(files) }));
  const tsc = createRequire(join(root, "package.json")).resolve("typescript/bin/tsc");
  run(process.execPath, [tsc, "-p", config, "--pretty", "false"]);
}

function run(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { cwd: project, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed:\n${stdout ?? ""}${stderr ?? ""}`, {
      cause: error,
    });
  }
}
