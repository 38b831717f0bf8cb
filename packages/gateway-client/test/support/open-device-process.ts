// A process of its own for device-file-store.test.ts: opens the device at argv[2], keeps one token, prints the id.
import { openDevice } from "../../src/device/index.js";
import { fileDeviceStore } from "../../src/node.js";

const [path, name = ""] = process.argv.slice(2);
process.stdout.write("up\n");
await new Promise((resolve) => process.stdin.once("data", resolve));
const device = await openDevice(fileDeviceStore(path));
await device.saveToken(`ws://${name}`, "operator", { token: `token-${name}`, scopes: [] });
process.stdout.write(`${device.id}\n`);
process.stdin.destroy();
