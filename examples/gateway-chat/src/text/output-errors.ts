/** A reader that went away (`… | head`) ends the program quietly. */
export function leaveWithTheReader(output: NodeJS.WriteStream): void {
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
}
