import type { Server } from "node:http";
import { HawserError } from "@hawser/core";

/** Makes an HTTP server listen. @throws HawserError `LISTEN_FAILED` when it cannot. */
export function listenOn(http: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException): void => {
      const hint =
        cause.code === "EADDRINUSE"
          ? "Another program listens there: stop it, or choose another port."
          : "Check host and port.";
      const message = `Cannot listen on ${host}:${port} (${cause.code ?? cause.message})`;
      reject(new HawserError(message, { code: "LISTEN_FAILED", hint, cause }));
    };
    http.once("error", onError);
    http.listen(port, host, () => {
      http.off("error", onError);
      resolve();
    });
  });
}
