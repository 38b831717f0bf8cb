export { decodeFrame, isHelloOk, type InboundFrame } from "./decode.js";
export { peekFrame } from "./peek.js";
export { validateEvent, validateHello, validateParams } from "./validate.js";
