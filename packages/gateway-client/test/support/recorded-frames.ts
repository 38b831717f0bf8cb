import { readdirSync, readFileSync } from "node:fs";

/** A frame a real gateway sent, with long texts and lists cut short. */
export interface RecordedFrame {
  /** Such as `gateway-2026.9.6-protocol-4.jsonl`. */
  readonly file: string;
  readonly frame: Record<string, unknown> & { readonly type: string };
  /** The frame as it stood on the wire. */
  readonly text: string;
  /** Of a response: the method it answers. */
  readonly method?: string;
  /** Of a response that grants: the params that were accepted. */
  readonly params?: unknown;
}

const folder = new URL("../fixtures/", import.meta.url);

export const recordedFrames: readonly RecordedFrame[] = readdirSync(folder)
  .filter((file) => /^gateway-.*\.jsonl$/.test(file))
  .flatMap((file) =>
    readFileSync(new URL(file, folder), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => {
        const recorded = JSON.parse(line) as Omit<RecordedFrame, "file" | "text">;
        return { file, text: JSON.stringify(recorded.frame), ...recorded };
      }),
  );

export const recordedEvents: readonly RecordedFrame[] = recordedFrames.filter(
  ({ frame }) => frame.type === "event",
);
