/** Prints what the script did, and keeps the score of what was as it should be. */
export class Report {
  readonly failures: string[] = [];
  #passed = 0;
  readonly #print: (line: string) => void;
  readonly #startedAt = performance.now();

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  title(text: string): void {
    this.#print(text);
  }

  scene(text: string): void {
    this.#print(`\n  ${text}`);
  }

  /** Something that happened. */
  note(text: string): void {
    this.#print(`    ${text}`);
  }

  /** Something that has to be so. */
  check(holds: boolean, fact: string): void {
    if (holds) this.#passed += 1;
    else this.failures.push(fact);
    this.note(holds ? `✓ ${fact}` : `✗ NOT AS IT SHOULD BE: ${fact}`);
  }

  /** The last lines. */
  summary(): void {
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(1);
    const all = this.#passed + this.failures.length;
    this.#print("");
    if (this.failures.length === 0) {
      this.#print(`All as it should be: ${all} checks, ${seconds} s.`);
      return;
    }
    this.#print(`${this.failures.length} of ${all} checks failed, ${seconds} s:`);
    for (const failure of this.failures) this.#print(`  ${failure}`);
  }
}
