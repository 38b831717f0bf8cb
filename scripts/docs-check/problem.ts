/** Something in a page that is not so. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}
