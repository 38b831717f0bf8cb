import { readFileSync } from "node:fs";

/** What only this repository needs: its own sources in place of packages, and types for other packages. */
const OWN = new Set(["customConditions", "isolatedDeclarations", "declaration"]);

/** The compiler's settings of this repository, for a page that stands for itself. */
export function standaloneTsconfig(): object {
  const base = new URL("../../../tsconfig.base.json", import.meta.url);
  const { compilerOptions } = JSON.parse(readFileSync(base, "utf8")) as {
    readonly compilerOptions: Readonly<Record<string, unknown>>;
  };
  const kept = Object.entries(compilerOptions).filter(([option]) => !OWN.has(option));
  return {
    compilerOptions: {
      ...Object.fromEntries(kept),
      jsx: "react-jsx",
      jsxImportSource: "preact",
      types: ["node", "vite/client"],
    },
    include: ["src", "vite", "vite.config.ts"],
  };
}
