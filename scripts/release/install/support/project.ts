import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../../lib/packages.js";
import { rehearse } from "../../rehearse.js";

/** A project of a user's, outside of the repository. */
export interface Project {
  readonly folder: string;
  /** Writes a file; answers its path. */
  write(file: string, text: string): string;
  /** Runs a command there; throws with what it printed. */
  run(command: string, ...args: readonly string[]): string;
  /** Type-checks files with the workspace's TypeScript; throws with the compiler's words. */
  compile(name: string, files: Readonly<Record<string, string>>, options: object): void;
  remove(): void;
}

/** Installs the tarballs of the named packages, all by default, with npm and without a flag that forces. */
export async function installProject(only?: readonly string[]): Promise<Project> {
  const project = openProject(mkdtempSync(join(tmpdir(), "hawser-project-")));
  const packages = (await rehearse(() => undefined)).filter(
    ({ short }) => only === undefined || only.includes(short),
  );
  project.write("package.json", `{ "name": "project", "private": true, "type": "module" }`);
  const tarballs = packages.map(({ tarball }) => tarball);
  project.run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs);
  return project;
}

/** A project that is installed already. */
export function openProject(folder: string): Project {
  const write = (file: string, text: string): string => {
    writeFileSync(join(folder, file), text);
    return join(folder, file);
  };
  const run = (command: string, ...args: readonly string[]): string => {
    try {
      const options = { cwd: folder, encoding: "utf8", stdio: "pipe", env: userEnv() } as const;
      return execFileSync(command, args, options);
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      throw new Error(`${command} ${args.join(" ")} failed:\n${stdout ?? ""}${stderr ?? ""}`, {
        cause: error,
      });
    }
  };
  return {
    folder,
    write,
    run,
    compile(name, files, options) {
      for (const [file, code] of Object.entries(files)) write(file, code);
      const compilerOptions = { ...STRICT, ...options };
      const text = JSON.stringify({ compilerOptions, files: Object.keys(files) });
      const config = write(`tsconfig.${name}.json`, text);
      const tsc = createRequire(join(root, "package.json")).resolve("typescript/bin/tsc");
      run(process.execPath, tsc, "-p", config, "--pretty", "false");
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

const STRICT = {
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

/** The environment without what pnpm and vitest have put into it: a user has none of that. */
function userEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(?:npm_(?:package|lifecycle|command|execpath|node_execpath)|PNPM_|VITEST|NODE_ENV|INIT_CWD)/.test(
          name,
        ),
    ),
  );
}
