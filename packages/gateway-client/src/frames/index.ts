export { decodeFrame, isHelloOk, type InboundFrame } from "./decode.js";
export {
  ASSISTANT,
  DELTA,
  eventHint,
  eventNameOf,
  eventSeq,
  frameOf,
  hintOf,
  HINTS,
  runSaying,
} from "./peek.js";
export { validateEvent, validateHello, validateParams } from "./validate.js";
