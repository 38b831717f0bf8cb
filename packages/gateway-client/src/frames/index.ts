export { decodeFrame, isHelloOk, type InboundFrame } from "./decode.js";
export { peekFrame, type Peek } from "./peek.js";
export { validateEvent, validateHello, validateParams, type EventVerdict } from "./validate.js";
