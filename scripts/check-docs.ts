import { readFileSync } from "node:fs";
import { join } from "node:path";
import { codeProblems } from "./docs-check/code.js";
import { commandProblems } from "./docs-check/commands.js";
import { dataProblems } from "./docs-check/data.js";
import { linkProblems } from "./docs-check/links.js";
import { readPage } from "./docs-check/markdown.js";
import { mentionProblems } from "./docs-check/mentions.js";
import { optionProblems } from "./docs-check/options.js";
import { ensureBuilt } from "./lib/build.js";
import { exec } from "./lib/exec.js";
import { root } from "./lib/packages.js";

// What the pages say must be so: their code compiles, their data parses, their commands exist, their
// links lead somewhere, and the READMEs know every option.
await ensureBuilt(console.log);
const { output } = await exec("git", ["ls-files", "-co", "--exclude-standard", "--deduplicate"]);
const files = output.trim().split("\n");
const pages = files
  .filter((file) => file.endsWith(".md"))
  .filter((file) => !/\/(?:api|fixtures)\/|^\.changeset\/|CHANGELOG\.md$/.test(file))
  .map((file) => readPage(file, readFileSync(join(root, file), "utf8")));

const problems = [
  ...codeProblems(pages),
  ...dataProblems(pages),
  ...commandProblems(pages, files),
  ...linkProblems(pages, files),
  ...mentionProblems(pages, files),
  ...optionProblems(),
];
for (const { file, line, text } of problems) console.log(`${file}:${line}: ${text}`);
const blocks = pages.reduce((sum, page) => sum + page.blocks.length, 0);
console.log(`${pages.length} pages with ${blocks} blocks, ${problems.length} problems.`);
if (problems.length > 0) process.exit(1);
