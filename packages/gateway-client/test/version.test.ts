import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { VERSION } from "../src/version.js";

it("introduces itself by the version of its package, the first one until it is released", () => {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(manifest) as { readonly version: string };
  expect(VERSION).toBe(version === "0.0.0" ? "0.1.0" : version);
});
