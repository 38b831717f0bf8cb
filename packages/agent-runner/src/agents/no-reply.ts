/** What an agent of OpenClaw says instead of nothing. */
export const NO_REPLY = "NO_REPLY";
