import { perform, type Task } from "./workloads/task.js";

// One measured process: does the task it is given and prints what it found.
const sample = await perform(JSON.parse(process.argv[2] ?? "") as Task);
process.stdout.write(`${JSON.stringify(sample)}\n`, () => process.exit());
