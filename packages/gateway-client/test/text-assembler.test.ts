import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextAssembler, type TextDelta } from "../src/chat/text-assembler.js";

/** What a reader has who appends deltas and starts over when told to. */
function read(assembler: TextAssembler, deltas: readonly TextDelta[], final?: string): string {
  let shown = "";
  const apply = (change: ReturnType<TextAssembler["delta"]>): void => {
    if (change === undefined) return;
    shown = change.replaced ? change.text : shown + change.delta;
    expect(shown).toBe(change.text);
  };
  for (const delta of deltas) apply(assembler.delta(delta));
  apply(assembler.final(final));
  return shown;
}

const chunks = fc.array(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 20 });

function snapshotsOf(parts: readonly string[]): string[] {
  return parts.map((_, index) => parts.slice(0, index + 1).join(""));
}

describe("cumulative deltas", () => {
  it("give the last snapshot, whichever of them were lost or repeated", () => {
    fc.assert(
      fc.property(chunks, fc.array(fc.nat(19)), (parts, picks) => {
        const snapshots = snapshotsOf(parts);
        const order = picks
          .map((pick) => Math.min(pick, snapshots.length - 1))
          .toSorted((a, b) => a - b);
        const assembler = new TextAssembler();
        assembler.trustSnapshots();
        const seen = order.map((index) => ({ snapshot: snapshots[index] }));
        const last = order.at(-1);
        expect(read(assembler, seen)).toBe(last === undefined ? "" : snapshots[last]);
      }),
    );
  });

  it("with pieces beside them (protocol 4) survive lost deltas", () => {
    fc.assert(
      fc.property(chunks, fc.array(fc.boolean(), { maxLength: 20 }), (parts, lost) => {
        const whole = parts.join("");
        const deltas = snapshotsOf(parts)
          .map((snapshot, index) => ({ snapshot, piece: parts[index] }))
          .filter((_, index) => index === parts.length - 1 || lost[index] !== true);
        expect(read(new TextAssembler(), deltas)).toBe(whole);
      }),
    );
  });

  it("ignore a snapshot older than what is known", () => {
    const assembler = new TextAssembler();
    assembler.trustSnapshots();
    expect(
      read(assembler, [
        { snapshot: "one two" },
        { snapshot: "one" },
        { snapshot: "one two three" },
      ]),
    ).toBe("one two three");
  });

  it("are replaced when the gateway says so", () => {
    const assembler = new TextAssembler();
    expect(
      read(assembler, [
        { snapshot: "draft", piece: "draft" },
        { snapshot: "answer", piece: "answer", replace: true },
      ]),
    ).toBe("answer");
  });
});

describe("incremental deltas", () => {
  it("are joined when only pieces come", () => {
    fc.assert(
      fc.property(chunks, (parts) => {
        expect(
          read(
            new TextAssembler(),
            parts.map((piece) => ({ piece })),
          ),
        ).toBe(parts.join(""));
      }),
    );
  });

  it("are recognised without being told, and the final message has the last word", () => {
    fc.assert(
      fc.property(chunks, (parts) => {
        const whole = parts.join("");
        expect(
          read(
            new TextAssembler(),
            parts.map((snapshot) => ({ snapshot })),
            whole,
          ),
        ).toBe(whole);
      }),
    );
  });

  it("are recognised even after one chunk happened to repeat the text before it", () => {
    const assembler = new TextAssembler();
    const deltas = ["ha", "haha", " he"].map((snapshot) => ({ snapshot }));
    expect(read(assembler, deltas)).toBe("hahaha he");
  });
});

describe("final", () => {
  it("adds what the deltas did not bring", () => {
    const assembler = new TextAssembler();
    assembler.delta({ snapshot: "one" });
    expect(assembler.final("one two")).toEqual({ text: "one two", delta: " two", replaced: false });
  });

  it("keeps the text when it has none of its own", () => {
    const assembler = new TextAssembler();
    assembler.delta({ snapshot: "one" });
    expect(assembler.final(undefined)).toBeUndefined();
    expect(assembler.final("")).toBeUndefined();
    expect(assembler.text).toBe("one");
  });

  it("says when it reads differently", () => {
    const assembler = new TextAssembler();
    assembler.delta({ snapshot: "one" });
    expect(assembler.final("two")).toEqual({ text: "two", delta: "two", replaced: true });
  });
});
