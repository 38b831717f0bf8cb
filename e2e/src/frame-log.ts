import { platformSocket, type OpenSocket, type RawMessage } from "@hawser/core";
import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const run = randomUUID().slice(0, 8);
let clients = 0;

/**
 * The client's own transport, with every frame written to `<folder>/<n>.jsonl` as it passes. Used
 * when E2E_FRAMES names a folder, to see what a gateway said when a scenario fails.
 */
export function loggingSocket(folder: string): OpenSocket {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${run}-${++clients}.jsonl`);
  const write = (dir: string, frame: string): void =>
    appendFileSync(file, `${JSON.stringify({ at: Date.now(), dir, frame })}\n`);
  return async (url, options, handlers) => {
    const socket = await platformSocket(url, options, {
      onOpen: () => {
        write("open", url);
        handlers.onOpen();
      },
      onMessage: (data) => {
        write("in", textOf(data));
        handlers.onMessage(data);
      },
      onClose: (info) => {
        write("close", `${info.code} ${info.reason}`);
        handlers.onClose(info);
      },
    });
    return {
      send: (text) => {
        write("out", text);
        socket.send(text);
      },
      close: (code, reason) => socket.close(code, reason),
      terminate: () => socket.terminate(),
      get bufferedAmount() {
        return socket.bufferedAmount;
      },
    };
  };
}

function textOf(data: RawMessage): string {
  return typeof data === "string" ? data : new TextDecoder().decode(data);
}
