import { describe, expect, inject, test } from "vitest";
import { entriesOf, publishablePackages } from "../../lib/packages.js";
import { rehearse } from "../rehearse.js";
import { openProject } from "./support/project.js";

// Every package in one project: what it exports, to whom, and with which types.

const entries = publishablePackages().flatMap((pkg) =>
  entriesOf(pkg).map(({ subpath }) =>
    subpath === "." ? pkg.name : `${pkg.name}/${subpath.slice(2)}`,
  ),
);
/** Compiles only where its optional peer is installed; its own tests see to that. */
const TYPES_ONLY = "@hawser/gateway-client/protocol";
const loadable = entries.filter((id) => id !== TYPES_ONLY);

const project = openProject(inject("project"));

test("npm finds every dependency and peer in place", async () => {
  const listed = JSON.parse(project.run("npm", "ls", "--all", "--json")) as {
    readonly problems?: readonly string[];
    readonly dependencies: Readonly<Record<string, { readonly version: string }>>;
  };
  expect(listed.problems).toBeUndefined();
  const packages = await rehearse(() => undefined);
  const installed = Object.entries(listed.dependencies).map(([name, { version }]) => [
    name,
    version,
  ]);
  expect(Object.fromEntries(installed)).toEqual(
    Object.fromEntries(packages.map(({ name, version }) => [name, version])),
  );
});

describe.each(loadable)("%s", (id) => {
  test("exports the same names to import and to require, none of them undefined", () => {
    const imported = namesOf("mjs", `import * as all from "${id}";`);
    const required = namesOf("cjs", `const all = require("${id}");`);
    expect(imported).not.toEqual([]);
    expect(required).toEqual(imported);
  });
});

test("the entry that is only types loads, and brings nothing", () => {
  expect(namesOf("mjs", `import * as all from "${TYPES_ONLY}";`)).toEqual([]);
  expect(namesOf("cjs", `const all = require("${TYPES_ONLY}");`)).toEqual([]);
});

test("an error made by the ES module is an instance of the CommonJS class, and the other way", () => {
  const file = project.write(
    "errors.mjs",
    `import { createRequire } from "node:module";
    import { AuthError, HawserError, TimeoutError } from "@hawser/core";
    const other = createRequire(import.meta.url)("@hawser/core");
    console.log(JSON.stringify([
      AuthError !== other.AuthError,
      new AuthError("no") instanceof other.AuthError,
      new other.AuthError("no") instanceof HawserError,
      new other.TimeoutError("late", { timeoutMs: 1 }) instanceof AuthError,
    ]));`,
  );
  expect(JSON.parse(project.run(process.execPath, file))).toEqual([true, true, true, false]);
});

test.each([
  ["Node", ["mts", "cts"], { module: "NodeNext", moduleResolution: "NodeNext" }],
  ["a bundler", ["ts"], { module: "ESNext", moduleResolution: "bundler" }],
])("the types compile in a user's project for %s", (name, extensions, options) => {
  const imports = loadable.map((id, index) => `import type * as entry${index} from "${id}";`);
  const uses = loadable.map((_, index) => `export type Use${index} = keyof typeof entry${index};`);
  const code = [...imports, ...uses].join("\n");
  const files = extensions.map((extension) => [`entries.${extension}`, code]);
  project.compile(
    name.replace(" ", "-"),
    Object.fromEntries(files) as Record<string, string>,
    options,
  );
});

/** The names that an entry exports, in order, without those whose value is undefined. */
function namesOf(extension: "mjs" | "cjs", load: string): unknown {
  const names = "Object.keys(all).filter((name) => all[name] !== undefined).sort()";
  const file = project.write(
    `names.${extension}`,
    `${load}\nconst names = ${names};
    if (names.length !== Object.keys(all).length) throw new Error("undefined exports");
    process.stdout.write(JSON.stringify(names));`,
  );
  return JSON.parse(project.run(process.execPath, file));
}
