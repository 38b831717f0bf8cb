import { Report } from "./scripted/report.js";
import { runScript } from "./scripted/script.js";

// The scripted form: part of `pnpm demo`.
process.exitCode = await runScript(new Report((line) => process.stdout.write(`${line}\n`)));
