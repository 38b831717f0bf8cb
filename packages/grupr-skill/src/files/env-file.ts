import { readFile, realpath } from "node:fs/promises";
import { parseEnv } from "node:util";
import { ignoreMissing, writeFileAtomically } from "@hawser/core/node";

/** Reads a .env file; a missing one is empty. */
export async function readEnvFile(path: string): Promise<Readonly<Record<string, string>>> {
  return present(parseEnv(await text(path)));
}

/**
 * Sets values in a .env file, readable by its owner only. Other lines stay as they are, comments and
 * order included; a value that is set more than once is set once afterwards.
 */
export async function writeEnvFile(
  path: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const missing = new Map(Object.entries(values));
  const before = await text(path);
  const newline = before.includes("\r\n") ? "\r\n" : "\n";
  const lines: string[] = [];
  for (const line of before === "" ? [] : before.replace(/\r?\n$/u, "").split(/\r?\n/u)) {
    const name = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/u.exec(line)?.[1];
    const value = name === undefined ? undefined : values[name];
    if (name === undefined || value === undefined) lines.push(line);
    else if (missing.delete(name)) lines.push(assignment(name, value));
  }
  for (const [name, value] of missing) lines.push(assignment(name, value));
  // A link stays one, and what it leads to is replaced.
  const target = await realpath(path).catch(() => path);
  await writeFileAtomically(target, lines.join(newline) + newline);
}

/** Written so that shells, Python's dotenv and Node read the same. */
function assignment(name: string, value: string): string {
  if (/[\r\n"\\]/u.test(value)) throw new TypeError(`${name} cannot be written to a .env file`);
  return /^[\w.:/@+,%~-]*$/u.test(value) ? `${name}=${value}` : `${name}="${value}"`;
}

async function text(path: string): Promise<string> {
  return (await readFile(path, "utf8").catch(ignoreMissing)) ?? "";
}

function present(values: NodeJS.Dict<string>): Readonly<Record<string, string>> {
  const entries = Object.entries(values);
  return Object.fromEntries(entries.filter((e): e is [string, string] => e[1] !== undefined));
}
