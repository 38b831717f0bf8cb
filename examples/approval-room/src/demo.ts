import { runScript } from "./scripted/script.js";

// The scripted form: part of `pnpm demo`.
process.exitCode = await runScript((line) => void process.stdout.write(`${line}\n`));
