import { createServer, type Server } from "node:http";
import { once } from "node:events";

/** What the service was asked. */
export type AuthQuestion = Readonly<Record<string, unknown>>;

/**
 * A sign-in service, as an app developer has one. A token says what becomes of it: `ok-<user>`,
 * `slow-<user>` (never answered), `broken` (500), anything else is refused as expired.
 */
export class AuthService {
  readonly questions: AuthQuestion[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<AuthService> {
    const server = createServer();
    const service = new AuthService(server);
    server.on("request", (request, response) => {
      let body = "";
      request.on("data", (data) => (body += String(data)));
      request.on("end", () => {
        const question = JSON.parse(body) as AuthQuestion;
        service.questions.push(question);
        const [kind, user] = String(question["token"]).split("-");
        if (kind === "slow") return;
        response.statusCode = kind === "broken" ? 500 : 200;
        response.setHeader("content-type", "application/json");
        response.end(
          kind === "ok"
            ? JSON.stringify({
                success: true,
                data: {
                  userId: user,
                  username: `User ${user}`,
                  plan: "gold",
                  sessionToken: "hush",
                },
              })
            : JSON.stringify({ success: false, error: "token_expired" }),
        );
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return service;
  }

  get endpoint(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/api/auth/verify`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
