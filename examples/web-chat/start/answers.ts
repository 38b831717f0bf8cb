interface Topic {
  readonly asked: RegExp;
  readonly answer: string;
}

const TABLE = `Three knots that every deck hand has in the fingers:

| knot | for what | holds |
|---|---|---|
| bowline | a loop that does not slip | very well |
| clove hitch | a line to a post, for a while | well, under load |
| sheet bend | two lines of unlike thickness | well |

A **bowline** comes open again even after a heavy load, which is why it is called the *king of knots*.`;

const CODE = `This is all it takes to talk to an agent from a page:

\`\`\`ts
import { WsChannelClient } from "@hawser/ws-channel-protocol/client";

const channel = new WsChannelClient({ url: "ws://127.0.0.1:18800/ws" });
await channel.connect();
for await (const event of channel.send("Hello")) {
  if (event.type === "text") output.textContent = event.text;
}
\`\`\`

The button above the block copies it.`;

const LONG = `## How a hawser is made

1. **Yarns** are spun from fibres, all in one direction.
2. **Strands** are twisted from yarns, in the other direction.
3. Three strands are laid into a **rope**, in the first direction again.

Each twist wants to come undone, and each keeps the next from doing so. That is why a rope under load \
becomes firmer, and why a cut end frays at once unless it is *whipped*.

A hawser is the thick one: it holds a ship to the quay, or tows it. It is laid around a bollard in turns, \
and the friction of the turns holds what no hand could. When it parts, it does so with great force, so \
nobody stands in its bight.

- [x] spun
- [x] laid
- [ ] worn out

More than enough about ropes. Press *Stop* the next time, if you like.`;

const HELP = `I am the small agent that comes along with this page: no model, only a function. Still, what you see \
is real: your message went over a WebSocket, and these words come back over it one by one.

- Ask for a **table**, for **code**, or for something **long** (and stop me in the middle of it).
- Attach a **picture**, or reply to a message: I tell you what I got.
- Say **remind me**, and I write to you unasked some seconds later.
- Say **fail**, and see what a failure looks like.
- Join a **group** in two windows and talk to each other.`;

const TOPICS: readonly Topic[] = [
  { asked: /\b(table|knots?)\b/i, answer: TABLE },
  { asked: /\b(code|example)\b/i, answer: CODE },
  { asked: /\b(long|story|rope|hawser)\b/i, answer: LONG },
  { asked: /\bremind\b/i, answer: "I will. Look away for a moment." },
  { asked: /\b(what can you|help|who are you)\b/i, answer: HELP },
  { asked: /^\s*(hi|hello|hey|good (morning|day|evening))\b/i, answer: `Hello! ${HELP}` },
];

/** What the agent says to a text. */
export function answerFor(text: string): string {
  const topic = TOPICS.find(({ asked }) => asked.test(text));
  if (topic !== undefined) return topic.answer;
  if (text === "") return "And what about it?";
  return `You said: ${text.replaceAll(/\s+/g, " ")}\n\nAsk me *what can you do?* to see more.`;
}
