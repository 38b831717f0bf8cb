import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

type Versions = Readonly<Record<string, string>>;

interface Manifest {
  readonly version: string;
  readonly dependencies?: Versions;
}

const parts: string = fileURLToPath(new URL("..", import.meta.url));
const root: string = fileURLToPath(new URL("../../..", import.meta.url));

/** What a package stands on, with the versions that are installed here, but for one. */
export function dependenciesOf(folder: string, without: string): Versions {
  const names = Object.keys(manifest(folder).dependencies ?? {});
  return Object.fromEntries(
    names.filter((name) => name !== without).map((name) => [name, installed(folder, name)]),
  );
}

/** The manifest of a page that stands for itself. */
export function standalonePackage(name: string, dependencies: Versions): object {
  return {
    name,
    version: "0.0.0",
    private: true,
    type: "module",
    scripts: { dev: "vite", build: "tsc && vite build", preview: "vite preview" },
    dependencies: Object.fromEntries(
      Object.entries(dependencies).toSorted(([a], [b]) => a.localeCompare(b)),
    ),
    devDependencies: {
      "@types/node": installed(root, "@types/node"),
      typescript: installed(root, "typescript"),
      vite: installed(parts, "vite"),
    },
  };
}

function installed(folder: string, name: string): string {
  return `^${manifest(join(folder, "node_modules", name)).version}`;
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
