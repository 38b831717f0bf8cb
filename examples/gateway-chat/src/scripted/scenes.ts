import { type ChatRun, type GatewayClient, messageText } from "@hawser/gateway-client";
import { LINE } from "../embedded/stories.js";
import { ago, duration } from "../text/durations.js";
import { oneLine } from "../text/line-wrapper.js";
import type { Report } from "./report.js";
import { follow, untilBack, type Stage } from "./stage.js";

const SESSION = "agent:main:demo";

function say(client: GatewayClient, report: Report, message: string): ChatRun {
  report.said(message);
  return client.chat.run({ sessionKey: SESSION, message });
}

/** One thing to show. It says itself whether it went well. */
export interface Scene {
  readonly name: string;
  play(stage: Stage): Promise<void>;
}

const stream: Scene = {
  name: "stream a reply",
  async play({ client, report, now }) {
    const startedAt = now();
    const run = say(client, report, "Why does a line break?");
    const { result, shown, pieces } = await follow(run, report);
    report.note(`${shown.length} characters in ${pieces} pieces, ${duration(now() - startedAt)}`);
    report.check(result.status === "final", `the run ended: ${result.status}`);
    report.check(shown === LINE && result.text === LINE, "the text is what the agent said");
    report.check(pieces > 3, "it came piece by piece");
  },
};

const cut: Scene = {
  name: "cut the connection in the middle of a reply",
  async play({ client, gateway, report, now }) {
    const run = say(client, report, "Why does a line break, once more?");
    let healing: Promise<void> | undefined;
    const { result, shown } = await follow(run, report, (length) => {
      if (length < 60 || healing !== undefined) return;
      const cutAt = now();
      healing = untilBack(client, () => gateway.faults.drop()).then((states) => {
        const waiting = states.find((state) => state.status === "waiting");
        report.trouble(`cut after ${length} characters: ${waiting?.error.message ?? "?"}`);
        const delay = duration(waiting?.delayMs ?? 0);
        report.trouble(`next try in ${delay}, connected again after ${duration(now() - cutAt)}`);
      });
    });
    await healing;
    report.check(healing !== undefined && client.state.status === "ready", "the line is back");
    report.check(
      result.status === "final" && shown === LINE,
      `the text is whole: ${shown.length} of ${LINE.length} characters, none lost, none doubled`,
    );
  },
};

const abort: Scene = {
  name: "abort a run",
  async play({ client, report }) {
    const run = say(client, report, "What about a line at sea?");
    const { result, shown } = await follow(run, report, (length) => {
      if (length > 60) void run.abort();
    });
    report.check(result.status === "aborted", `the run ended: ${result.status}`);
    report.check(
      shown.length > 60 && shown.length < LINE.length && LINE.startsWith(result.text),
      `what was said until then is kept: ${result.text.length} characters`,
    );
  },
};

const approval: Scene = {
  name: "resolve an approval",
  async play({ client, gateway, report }) {
    const reply = follow(say(client, report, "run ls -la"), report);
    for await (const { type, approval } of client.approvals.watch()) {
      if (type === "requested") {
        report.note(`? ${approval.agentId ?? "The agent"} wants to run: ${approval.command}`);
        report.check(approval.command === "ls -la", "the question names the command");
        const { decision } = await client.approvals.resolve({
          id: approval.id,
          decision: "approve",
        });
        report.check(decision === "allow-once", `decided: ${decision}`);
      } else {
        report.check(type === "resolved", `the gateway says: ${type}`);
        break;
      }
    }
    const { result, tools, shown } = await reply;
    report.note(`tools: ${tools.join(", ")}`);
    report.check(result.status === "final", `the run ended: ${result.status}`);
    // A protocol 3 gateway does not wait: it tells the agent that an approval is required.
    const goesOn = gateway.protocol === 3 ? "Approval required" : "(output of ls -la)";
    report.check(shown.includes(goesOn), `the agent goes on: "${oneLine(shown, 60)}"`);
  },
};

const restart: Scene = {
  name: "restart the gateway in the middle of a reply",
  async play({ client, gateway, report, now }) {
    const run = say(client, report, "And what does a good line do?");
    let restarted: Promise<void> | undefined;
    const { result, shown } = await follow(run, report, (length) => {
      if (length < 60 || restarted !== undefined) return;
      const diedAt = now();
      let coming: Promise<void> = Promise.resolve();
      restarted = untilBack(client, () => {
        coming = gateway.restart({ graceful: false, downMs: 300 });
      }).then(async (states) => {
        await coming;
        const tries = states.filter((state) => state.status === "connecting").length;
        report.trouble(`the gateway died after ${length} characters of the reply`);
        const back = duration(now() - diedAt);
        report.trouble(`back after ${back}, ${tries} ${tries === 1 ? "try" : "tries"}`);
      });
    });
    await restarted;
    report.check(client.state.status === "ready", "the line is back");
    report.check(
      result.status === "final" && shown === LINE && result.text === LINE,
      `the run was taken up again, its text is whole: ${shown.length} characters`,
    );
  },
};

const sessions: Scene = {
  name: "list the sessions, read a history",
  async play({ client, report, now }) {
    const list = await client.sessions.list({ includeDerivedTitles: true });
    for (const session of list.sessions) {
      const title = session.derivedTitle ?? session.displayName ?? "";
      report.note(
        `${session.key}  ${ago(session.updatedAt ?? now(), now())}  ${oneLine(title, 40)}`,
      );
    }
    report.check(list.sessions.length === 3, `${list.sessions.length} sessions`);
    const { messages } = await client.chat.history({ sessionKey: SESSION, limit: 50 });
    const asked = messages.filter((message) => message.role === "user").map(messageText);
    report.check(
      asked.includes("Why does a line break?") && asked.includes("And what does a good line do?"),
      `the history has what was asked: ${asked.length} messages`,
    );
  },
};

/** In the order in which they are played. */
export const scenes: readonly Scene[] = [stream, cut, abort, approval, restart, sessions];
