import type { SessionStore } from "@hawser/testkit";

interface Seed {
  readonly key: string;
  readonly label?: string;
  /** How long ago it was used, in minutes. */
  readonly age: number;
  readonly said: readonly (readonly ["user" | "assistant", string])[];
}

const SEEDS: readonly Seed[] = [
  {
    key: "agent:ops:cron:nightly-backup",
    label: "Nightly backup",
    age: 410,
    said: [
      ["user", "Run the nightly backup."],
      ["assistant", "Done: 14 GB in 3 min 20 s. Nothing was skipped."],
    ],
  },
  {
    key: "agent:main:telegram:group:harbour-crew",
    label: "Harbour crew",
    age: 95,
    said: [
      ["user", "When does the Petrel sail?"],
      ["assistant", "At **16:20**, with the tide."],
    ],
  },
  {
    key: "agent:ops:release",
    label: "Release 4.2",
    age: 12,
    said: [
      ["user", "What is left for 4.2?"],
      ["assistant", "Two things:\n\n1. the changelog\n2. a run on staging; say `deploy` for it"],
    ],
  },
  {
    key: "agent:main:main",
    age: 3,
    said: [
      ["user", "Good morning. Anything new?"],
      ["assistant", "Nothing that needs you. The backup ran; staging waits for 4.2."],
    ],
  },
];

/** Gives a fresh gateway a past. */
export function seedSessions(sessions: SessionStore): void {
  for (const { key, label, age, said } of SEEDS) {
    const session = sessions.open(key);
    if (label !== undefined) session.settings["label"] = label;
    for (const [role, text] of said) {
      sessions.append(session, { role, content: [{ type: "text", text }] });
    }
    session.updatedAt -= age * 60_000;
  }
}
