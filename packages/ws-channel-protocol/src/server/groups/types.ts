/** Who wants to speak in a group, or to listen to it. */
export interface GroupRequest {
  readonly groupId: string;
  readonly senderId: string;
  readonly authenticated: boolean;
  readonly authData?: Readonly<Record<string, unknown>>;
}

/** Groups: a session that several senders share. */
export interface GroupOptions {
  /** Whether this sender may speak in the group and join it. Default: everybody may. A throw counts as no. */
  readonly authorize?: (request: GroupRequest) => boolean | Promise<boolean>;
  /** How many groups one connection may have joined at once. Default 100. */
  readonly maxPerConnection?: number;
}
