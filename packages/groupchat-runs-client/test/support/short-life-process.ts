// A process of its own for dispose.test.ts: does what argv[5] names, closes, and must then end by itself.
import { GroupChatRunsClient } from "../../src/index.js";

const [apiUrl = "", convexUrl = "", token = "", scene = ""] = process.argv.slice(2);
const runs = new GroupChatRunsClient({ apiUrl, convexUrl, token });
const until = (wanted: string): Promise<void> =>
  new Promise((resolve) => {
    runs.on("state", ({ status }) => {
      if (status === wanted) resolve();
    });
  });

switch (scene) {
  case "listening": {
    const listening = until("live");
    void runs.pending().next();
    void runs.stopped().next();
    await listening;
    break;
  }
  case "working": {
    for await (const run of runs.pending()) {
      await runs.work(run, () => "Done.");
      break;
    }
    break;
  }
  case "hanging": {
    const asked = until("polling");
    void runs.pending().next();
    await asked;
    break;
  }
  case "refused": {
    await runs
      .pending()
      .next()
      .catch((error: Error) => process.stdout.write(`${error.name}\n`));
    break;
  }
}
await runs.close();
process.stdout.write("closed\n");
