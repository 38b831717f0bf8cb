/** A reply of several paragraphs, long enough to be interrupted. */
export const HAWSER = `A hawser is the thick rope that holds a ship to the quay. It is heavier than a mooring line, \
laid from several strands, and a good one is older than the youngest sailor aboard.

What it has to stand is not the weight of the ship, but the pull that comes and goes: the tide, the \
wash of a passing ferry, a gust at night. A stiff rope would break. A hawser gives a little, holds, \
and comes back.

So it is with a line to an agent. It will be cut, and it will be silent, and the other end will be \
restarted in the middle of a sentence. What counts is that the sentence arrives whole.`;

/** A reply of a second. */
export const LINE = `A line breaks where nobody looks: a router is replaced, a laptop sleeps, a server \
is restarted in the middle of a sentence. So it has to notice, come back by itself, ask what it \
missed, and go on. What counts is that the sentence arrives whole.`;

/** What the agent says first. */
export const GREETING = `Ahoy. I am a small agent inside this process: no model, no cost, and \
everything that happens between us goes over a real socket.`;

/** What one can type to see something. */
export const IDEAS = `Try one of these:

  tell me a story   a long reply, to stop with Ctrl-C or to break the line under
  run ls -la        a command that waits for your approval
  look around       a tool call
  write code        a reply with long lines
  fail              a model that breaks down

With /cut and /restart you break the line while I speak.`;

/** Lines longer than most terminals are wide. */
export const CODE = `Five lines are enough:

const gateway = new GatewayClient({ url: "ws://127.0.0.1:18789", token: process.env.OPENCLAW_TOKEN });
await gateway.connect();
const run = gateway.chat.run({ sessionKey: "agent:main:main", message: "What is on today?" });
for await (const event of run) if (event.type === "text") process.stdout.write(event.delta);
await gateway.close();

Everything else, from the backoff to the gap detection, is done for you.`;
