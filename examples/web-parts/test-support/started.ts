import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A page that was started as its README says. */
export interface Started {
  readonly url: string;
  /** Asks it to end; resolves with its exit code and the signal that ended it, if one did. */
  stop(): Promise<readonly [number | null, NodeJS.Signals | null]>;
}

/** Runs `start/main.ts` in a page's folder; resolves once it has printed its address. */
export async function startAsWritten(folder: URL, env: NodeJS.ProcessEnv): Promise<Started> {
  const running = spawn(process.execPath, ["--import", "tsx", "start/main.ts"], {
    cwd: fileURLToPath(folder),
    env: { ...env, NODE_ENV: "development", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return {
    url: await addressOf(running),
    stop: async () => {
      const gone = once(running, "exit");
      running.kill("SIGTERM");
      return (await gone) as [number | null, NodeJS.Signals | null];
    },
  };
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  let printed = "";
  for await (const chunk of stdout ?? []) {
    printed += String(chunk);
    const found = /http:\/\/\S+/.exec(printed)?.[0];
    if (found !== undefined) return found;
  }
  throw new Error(`it ended and printed only: ${printed}`);
}
