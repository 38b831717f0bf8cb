import { resolve } from "node:path";
import { PAGES, takeOut } from "./take-out.js";

// `pnpm take-out <page> <folder>`: where somebody's own page begins.
const [name, folder] = process.argv.slice(2).filter((word) => word !== "--");
const page = PAGES.find((known) => known === name);
if (page === undefined || folder === undefined) {
  console.error(`How to: take-out <${PAGES.join(" | ")}> <folder>`);
  process.exit(2);
}
// pnpm runs this in the package's folder; the path is meant from where somebody typed it.
const into = resolve(process.env["INIT_CWD"] ?? process.cwd(), folder);
try {
  takeOut(page, into);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
console.log(`${page} is in ${into}. There: npm install, then npm run dev.`);
