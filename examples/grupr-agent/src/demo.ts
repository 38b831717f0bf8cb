import { playConversation } from "./scripted.js";

// The scripted form: part of `pnpm demo`.
const say = (line: string): void => void process.stdout.write(`${line}\n`);
say("An OpenClaw agent in a grupr");
process.exitCode = (await playConversation(say)).length === 0 ? 0 : 1;
