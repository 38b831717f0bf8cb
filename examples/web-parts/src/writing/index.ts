export { sends, typesWithThumbs } from "./keys.js";
export { SendButtons, WritingKeys } from "./send-buttons.js";
export { WritingArea } from "./writing-area.js";
