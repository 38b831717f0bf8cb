import type { Experiment } from "../run/experiment.js";
import { channelExperiments, idleExperiment } from "./channel.js";
import { decodeExperiments } from "./decode.js";
import { iterateExperiments } from "./iterate.js";
import { memoryExperiment } from "./memory.js";
import { retryExperiment } from "./retry.js";
import { startupExperiment } from "./startup.js";
import { wireExperiments } from "./wire.js";

/** A table of the report: experiments whose sides are the same. */
export interface Section {
  readonly title: string;
  readonly about: string;
  readonly experiments: readonly Experiment[];
}

export const sections: readonly Section[] = [
  {
    title: "Over a socket, against raw `ws` and JSON.parse",
    about:
      "The floor's column is what it costs; the others are ratios to the floor of the same round.",
    experiments: wireExperiments,
  },
  {
    title: "Decode and validate, against JSON.parse alone",
    about:
      "From the bytes that arrive to a value of known shape. zod: the same schemas, run by zod itself. The peers check no payload.",
    experiments: decodeExperiments,
  },
  {
    title: "Async iteration, over a callback",
    about: "What `for await` adds to an event. node:events: Node's own `events.on()`.",
    experiments: iterateExperiments,
  },
  {
    title: "A thousand idle clients",
    about:
      "One process, connected and collected. The gateway's recorded hello (15 kB) is what each client was sent.",
    experiments: [memoryExperiment],
  },
  {
    title: "A thousand clients dropped at once",
    about:
      "First try of each, as the server sees it. The floor does not reconnect. A client that tries within milliseconds of all others makes a gateway's restart harder.",
    experiments: [retryExperiment],
  },
  {
    title: "The channel server, against raw `ws` with JSON.parse and JSON.stringify",
    about:
      "What serving costs; the people are in another process. An echo is one `chat.send` read, handed to the handler, and answered. The fan-out is one message to a group of a thousand.",
    experiments: channelExperiments,
  },
  {
    title: "Five thousand idle connections of the channel server",
    about: "Connected, greeted and collected, in one process.",
    experiments: [idleExperiment],
  },
  {
    title: "Import, over bare Node",
    about: "Hawser loads `ws` at the first connect; openclaw-node never does by itself.",
    experiments: [startupExperiment],
  },
];
