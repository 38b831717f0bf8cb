import { readFile } from "node:fs/promises";
import { format } from "oxfmt";
import { generate, type Plan } from "./generate.js";

/** The generated files of one package. */
export interface Target {
  /** From the root of the repository. */
  readonly folder: string;
  readonly files: Readonly<Record<string, Plan>>;
  /** Files that something else than a schema gives the text of. */
  readonly others?: Readonly<Record<string, () => Promise<string>>>;
}

const COPIED =
  "// Copied by scripts/generate-validators, so that no package depends on it at run time.\n";

/** The text of every generated file of a package, by path from the root. The walker of the specs comes along as `check.ts`. */
export async function generateTarget(target: Target): Promise<Map<string, string>> {
  const walker = await readFile(new URL("./check.ts", import.meta.url), "utf8");
  const texts = new Map([[`${target.folder}/check.ts`, COPIED + walker]]);
  const others = Object.entries(target.others ?? {});
  const written: [string, string][] = [
    ...Object.entries(target.files).map(([name, plan]): [string, string] => [name, generate(plan)]),
    ...(await Promise.all(
      others.map(async ([name, write]): Promise<[string, string]> => [name, await write()]),
    )),
  ];
  for (const [name, text] of written) {
    const path = `${target.folder}/${name}`;
    const { code, errors } = await format(path, text, { printWidth: 100 });
    if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
    texts.set(path, code);
  }
  return texts;
}
