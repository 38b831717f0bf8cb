/** What every side serves: an agent that says again what it was told, and one group. */
export interface BenchServer {
  readonly url: string;
  /** Sends this to every connection that joined the group. */
  fanOut(content: string): void;
  close(): Promise<void>;
}

export type ServeChannel = () => Promise<BenchServer>;

export type ChannelSide = "floor" | "hawser";

export const GROUP = "everyone";

export async function serverOf(side: ChannelSide): Promise<ServeChannel> {
  switch (side) {
    case "floor":
      return (await import("./floor-server.js")).serveFloor;
    case "hawser":
      return (await import("./hawser-server.js")).serveHawser;
    default:
      return side satisfies never;
  }
}
