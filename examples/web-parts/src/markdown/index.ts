export { Markdown } from "./markdown.js";
export { plainText } from "./plain-text.js";
export { isInlineImage, safeLink, webHost } from "./safe-url.js";
