/** What the agent says when nothing else is asked of it. */
export const HELP: string = `I am the small agent that comes along with this page. Ask me to

- \`deploy\` something: I need your **approval** first
- \`research\` something: a **subagent** does it
- write something \`long\`, and stop me
- give you the \`report\`
- \`fail\``;

/** A report with a table. */
export const REPORT: string = `The night was quiet.

| Berth | Ship | Lines |
| ----- | ---- | ----: |
| 3 | Aurora | 6 |
| 4 | *empty* | 0 |
| 7 | Petrel | 4 |

One spring line on **Aurora** was doubled at 02:10, when the wind went round.`;

/** Something that takes a while. */
export const NOTES: string = Array.from(
  { length: 12 },
  (_, hour) =>
    `${hour + 1}. At ${String(hour).padStart(2, "0")}:40 the tide stands at ${(1.2 + Math.sin(hour / 2)).toFixed(1)} m, and the lines at berth ${(hour % 7) + 1} want looking at.`,
).join("\n");
