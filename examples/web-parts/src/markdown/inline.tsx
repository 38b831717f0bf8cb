import type { MarkedToken, Tokens } from "marked";
import type { ComponentChildren, VNode } from "preact";
import { known } from "./blocks.js";
import { decodeEntities } from "./entities.js";
import { safeLink } from "./safe-url.js";

/** Running text: emphasis, code, links. HTML in it is shown as it was typed. */
export function Inline({ tokens }: { readonly tokens: readonly MarkedToken[] }): VNode {
  return <>{tokens.map((token) => inline(token))}</>;
}

function inline(token: MarkedToken): ComponentChildren {
  switch (token.type) {
    case "strong":
      return <strong>{children(token)}</strong>;
    case "em":
      return <em>{children(token)}</em>;
    case "del":
      return <del>{children(token)}</del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return <Link href={token.href}>{children(token)}</Link>;
    case "image":
      return <ImageLink image={token} />;
    case "escape":
      return token.text;
    case "text":
      return token.tokens === undefined ? decodeEntities(token.text) : children(token);
    case "checkbox":
      return null;
    default:
      return token.raw;
  }
}

function children(token: { readonly tokens?: Tokens.Generic[] }): VNode {
  return <Inline tokens={known(token.tokens)} />;
}

function Link({ href, children }: { href: string; children: ComponentChildren }): VNode {
  const safe = safeLink(decodeEntities(href));
  if (safe === undefined) return <span class="dead-link">{children}</span>;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/**
 * A picture in the text is only linked to: loading it by itself would tell its server that, when and
 * from where it was read, and the address could carry away what the agent knows.
 */
function ImageLink({ image }: { image: Tokens.Image }): VNode {
  const label = image.text.length > 0 ? image.text : image.href;
  return <Link href={image.href}>🖼 {decodeEntities(label)}</Link>;
}
