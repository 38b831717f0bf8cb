import { FileCursorStore } from "@hawser/grupr-client/node";

// A process that streams a room until it is killed.

const [directory = "", gruprId = ""] = process.argv.slice(2);
await new FileCursorStore(directory).lock(gruprId);
process.send?.("locked");
setInterval(() => undefined, 60_000);
