import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where everything is kept. */
export class Home {
  /** The folder of the skill, as upstream has it. */
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The token and what belongs to it. */
  get env(): string {
    return join(this.folder, ".env");
  }

  get logs(): string {
    return join(this.folder, "logs");
  }

  /** The whole id: short ones collide. */
  log(gruprId: string): string {
    return join(this.logs, `stream-${gruprId}.log`);
  }

  state(gruprId: string): string {
    return join(this.folder, `.state-${gruprId}.json`);
  }

  /** What is in hand: replies that are being posted. */
  work(gruprId: string): string {
    return join(this.folder, `.work-${gruprId}.jsonl`);
  }

  lock(gruprId: string): string {
    return join(this.folder, `.state-${gruprId}.lock`);
  }
}

/**
 * Finds the skill's folder: named on the command line or by GRUPR_HOME, or the one this file was
 * installed into as a skill, or where OpenClaw keeps its skills.
 */
export function findHome(named: string | undefined, env: Environment): Home {
  const given = named ?? env["GRUPR_HOME"];
  if (given !== undefined && given !== "") return new Home(resolve(given));
  const own = dirname(dirname(fileURLToPath(import.meta.url)));
  const isInstalled = basename(dirname(own)) === "skills" && existsSync(join(own, "SKILL.md"));
  if (isInstalled) return new Home(own);
  const state = env["OPENCLAW_STATE_DIR"] || join(env["OPENCLAW_HOME"] || homedir(), ".openclaw");
  return new Home(join(state, "skills", "grupr"));
}
