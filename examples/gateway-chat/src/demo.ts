import { Report } from "./scripted/report.js";
import { runScript } from "./scripted/script.js";
import { colorsFor } from "./text/colors.js";

// The scripted form: `pnpm demo`.
process.exitCode = await runScript(new Report(process.stdout, colorsFor(process.stdout), Date.now));
