/** What is asked on each wire: in calm, into the cut, and while the line is down. */
export const QUESTIONS: Readonly<Record<string, readonly [string, string, string]>> = {
  grupr: ["How do we lie?", "Is the spring line chafed?", "Who has the next watch?"],
  groupchat: ["Check the fenders", "Sound the bilge", "Write the log"],
  "ws-channel": ["Is it calm out there?", "When does the tide turn?", "May I come aboard?"],
  gateway: ["Are we made fast?", "Is the lamp lit?", "Anything adrift?"],
};
