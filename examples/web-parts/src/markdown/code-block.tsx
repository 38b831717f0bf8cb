import type { VNode } from "preact";
import { CopyButton } from "../controls/copy-button.js";

/** A block of code, its language and a button that copies it. */
export function CodeBlock(props: {
  readonly text: string;
  readonly lang: string | undefined;
}): VNode {
  const language = /^[\w+#.-]{1,24}/.exec(props.lang ?? "")?.[0];
  return (
    <figure class="code-block">
      <figcaption>
        <span>{language ?? "code"}</span>
        <CopyButton text={props.text} label="Copy code" />
      </figcaption>
      {/* Focusable, so that wide code can be scrolled with the keyboard. */}
      <pre
        tabIndex={0}
        aria-label={language === undefined ? "Code" : `Code in ${language}`}
        role="region"
      >
        <code>{props.text}</code>
      </pre>
    </figure>
  );
}
