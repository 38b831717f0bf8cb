import { Report } from "./scripted/report.js";
import { runScript } from "./scripted/script.js";
import { colorsFor } from "./text/colors.js";
import { leaveWithTheReader } from "./text/output-errors.js";

// The scripted form: `pnpm demo`.
leaveWithTheReader(process.stdout);
process.exitCode = await runScript(new Report(process.stdout, colorsFor(process.stdout), Date.now));
