/** A fenced block of a page. */
export interface Block {
  /** The page, relative to the repository. */
  readonly file: string;
  /** Where the block's first line of content is in the page, counted from 1. */
  readonly line: number;
  readonly lang: string;
  readonly code: string;
  /** What completes a fragment, from the comments before it: see `Page`. */
  readonly given: string;
  /** The file that the block stands for, relative to the page, where a comment names one. */
  readonly standsFor: string | undefined;
}

export interface Link {
  readonly file: string;
  readonly line: number;
  readonly target: string;
}

/**
 * A Markdown page. Comments, which no reader sees, complete the blocks that are fragments:
 *
 * - `<!-- given: declare const token: string; -->` declares what the next block takes from its
 *   reader's program. A name that the block itself declares is left out.
 * - `<!-- given below: … -->` does so for every block from here on.
 * - `<!-- stands for: src/mine.ts -->` says where in the folder the next block belongs.
 */
export interface Page {
  readonly file: string;
  readonly lines: readonly string[];
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  readonly anchors: ReadonlySet<string>;
}

const FENCE = /^(\s*)(`{3,}|~{3,})\s*([\w-]*)/;
const COMMENT = /<!--\s*(given|given below|stands for):\s*(.*?)\s*-->/s;

export function readPage(file: string, text: string): Page {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  const links: Link[] = [];
  const anchors = new Set<string>();
  let below = "";
  let given = "";
  let standsFor: string | undefined;

  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line.trimStart().startsWith("<!--")) {
      const from = at;
      while (!lines[at]?.includes("-->") && at < lines.length - 1) at += 1;
      const [, kind, content = ""] = COMMENT.exec(lines.slice(from, at + 1).join("\n")) ?? [];
      if (kind === "given") given = content;
      if (kind === "given below") below = `${below}\n${content}`;
      if (kind === "stands for") standsFor = content;
      continue;
    }
    const [, indent = "", fence, lang = ""] = FENCE.exec(line) ?? [];
    if (fence !== undefined) {
      const from = at + 1;
      const ends = (each: string): boolean => each.trimStart().startsWith(fence);
      const length = lines.slice(from).findIndex(ends);
      at = length === -1 ? lines.length : from + length;
      const content = lines.slice(from, at).map((each) => each.replace(indent, ""));
      const code = `${content.join("\n")}\n`;
      blocks.push({ file, line: from + 1, lang, code, given: `${given}\n${below}`, standsFor });
      given = "";
      standsFor = undefined;
      continue;
    }
    addAnchor(line, anchors);
    // Code spans may hold what looks like a link.
    for (const [, target = ""] of line.replaceAll(/`[^`]*`/g, "code").matchAll(LINK)) {
      links.push({ file, line: at + 1, target });
    }
  }
  return { file, lines, blocks, links, anchors };
}

const LINK = /\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g;

/** The anchor that GitHub makes of a heading. */
function addAnchor(line: string, anchors: Set<string>): void {
  const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
  if (heading === undefined) return;
  const slug = heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
  let name = slug;
  for (let count = 1; anchors.has(name); count += 1) name = `${slug}-${count}`;
  anchors.add(name);
}
