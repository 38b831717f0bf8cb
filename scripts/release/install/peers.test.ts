import { expect, test } from "vitest";
import { installProject } from "./support/project.js";

// The clients are optional peers of the runner: nobody has to install, or to force, what is not used.

test.each([
  ["none of its clients", ["core", "agent-runner"]],
  ["one of them", ["core", "agent-runner", "grupr-client"]],
])("the runner installs with %s", async (_name, packages) => {
  const project = await installProject(packages);
  try {
    const { problems } = JSON.parse(project.run("npm", "ls", "--all", "--json")) as {
      readonly problems?: readonly string[];
    };
    expect(problems).toBeUndefined();
    const file = project.write(
      "agent.mjs",
      `import { runAgent } from "@hawser/agent-runner";
      const replies = [];
      const task = { id: "1", conversation: "c", text: "hello", speaker: { kind: "person" },
        reply: ({ text }) => void replies.push(text), fail: (error) => { throw error; }, skip() {} };
      await runAgent({ source: { name: "own", async *tasks() { yield task; } },
        agent: (task) => task.text.toUpperCase() });
      console.log(replies.join());`,
    );
    expect(project.run(process.execPath, file).trim()).toBe("HELLO");
  } finally {
    project.remove();
  }
});
