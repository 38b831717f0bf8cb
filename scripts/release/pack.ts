import { ensureBuilt } from "../lib/build.js";
import { packAll } from "../lib/pack.js";

// Packs every package of the repository that this script is in, into the given folder. Versioning may
// have changed a source (the client's own version), so what depends on that is built first.
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("which folder?");
await ensureBuilt(console.log);
await packAll(folder);
