import { copyFile } from "node:fs/promises";

// `tsx publish-types.ts <source.ts> <dist/name>`: a file of nothing but types is its own declaration, for ESM and for
// CommonJS. Bundling it would lose the `resolution-mode` of its imports, without which CommonJS cannot use it.
const [source, target] = process.argv.slice(2);
if (source === undefined || target === undefined) throw new Error("Say which file, and to where.");
await copyFile(source, `${target}.d.ts`);
await copyFile(source, `${target}.d.cts`);
