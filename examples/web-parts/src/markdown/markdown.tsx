import type { MarkedToken, Tokens } from "marked";
import { memo } from "preact/compat";
import type { ComponentChildren, VNode } from "preact";
import { useMemo } from "preact/hooks";
import { known, readBlocks } from "./blocks.js";
import { CodeBlock } from "./code-block.js";
import { Inline } from "./inline.js";

/** A text in Markdown, as elements. While it grows, only its last blocks are built anew. */
export function Markdown({ text }: { readonly text: string }): VNode {
  const blocks = useMemo(() => readBlocks(text), [text]);
  return (
    <div class="markdown">
      {blocks.map((block, index) => (
        <Block key={index} block={block} />
      ))}
    </div>
  );
}

const Block: (props: { readonly block: MarkedToken }) => VNode | null = memo(
  ({ block }: { readonly block: MarkedToken }) => <>{build(block)}</>,
  (before, after) => before.block.raw === after.block.raw && before.block.type === after.block.type,
);

function Blocks({ tokens }: { readonly tokens: readonly MarkedToken[] }): VNode {
  return (
    <>
      {tokens.map((block, index) => (
        <Block key={index} block={block} />
      ))}
    </>
  );
}

function build(block: MarkedToken): ComponentChildren {
  switch (block.type) {
    case "paragraph":
      return (
        <p>
          <Inline tokens={known(block.tokens)} />
        </p>
      );
    case "heading":
      return <Heading block={block} />;
    case "code":
      return <CodeBlock text={block.text} lang={block.lang} />;
    case "blockquote":
      return (
        <blockquote>
          <Blocks tokens={known(block.tokens)} />
        </blockquote>
      );
    case "list":
      return <List block={block} />;
    case "table":
      return <Table block={block} />;
    case "hr":
      return <hr />;
    case "html":
      return <p class="as-typed">{block.raw.trimEnd()}</p>;
    case "space":
    case "def":
      return null;
    default:
      return <Inline tokens={[block]} />;
  }
}

/** The page's own headings come first: what is a title in a message is a part of the page. */
function Heading({ block }: { block: Tokens.Heading }): VNode {
  const level = Math.min(block.depth + 1, 6);
  return (
    <div role="heading" aria-level={level} class={`heading heading-${Math.min(block.depth, 4)}`}>
      <Inline tokens={known(block.tokens)} />
    </div>
  );
}

function List({ block }: { block: Tokens.List }): VNode {
  const items = block.items.map((item, index) => (
    <li key={index} class={item.task ? "task" : undefined}>
      {item.task && <Tick done={item.checked === true} />}
      <Blocks tokens={known(item.tokens)} />
    </li>
  ));
  if (!block.ordered) return <ul>{items}</ul>;
  return <ol start={block.start === "" ? 1 : block.start}>{items}</ol>;
}

function Tick({ done }: { done: boolean }): VNode {
  return (
    <span role="img" aria-label={done ? "done" : "open"}>
      {done ? "☑ " : "☐ "}
    </span>
  );
}

function Table({ block }: { block: Tokens.Table }): VNode {
  const align = (index: number): string | undefined => {
    const side = block.align[index];
    return side == null ? undefined : `align-${side}`;
  };
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {block.header.map((cell, index) => (
              <th key={index} scope="col" class={align(index)}>
                <Inline tokens={known(cell.tokens)} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {block.rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, index) => (
                <td key={index} class={align(index)}>
                  <Inline tokens={known(cell.tokens)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
