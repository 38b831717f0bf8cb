import { ensureBuilt } from "./lib/build.js";

// `pnpm build`: brings every package's dist/ up to date with its sources.
const built = await ensureBuilt(console.log);
if (built.length === 0) console.log("Every package is built already.");
