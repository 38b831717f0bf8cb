import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { publishablePackages, type WorkspacePackage } from "./packages.js";
import { pnpm } from "./pnpm.js";

export interface Packed {
  readonly pkg: WorkspacePackage;
  /** The tarball as a registry would get it. */
  readonly tarball: string;
}

/** Packs every publishable package, which must be built, into `folder`. */
export async function packAll(folder: string): Promise<readonly Packed[]> {
  const packed: Packed[] = [];
  for (const pkg of publishablePackages()) {
    const own = join(folder, pkg.short);
    rmSync(own, { recursive: true, force: true });
    mkdirSync(own, { recursive: true });
    const result = await pnpm(["pack", "--pack-destination", own], { cwd: pkg.dir });
    const [file] = readdirSync(own);
    if (result.code !== 0 || file === undefined) {
      throw new Error(`${pkg.name} cannot be packed:\n${result.output}`);
    }
    const tarball = join(folder, `${pkg.short}.tgz`);
    renameSync(join(own, file), tarball);
    packed.push({ pkg, tarball });
  }
  return packed;
}
