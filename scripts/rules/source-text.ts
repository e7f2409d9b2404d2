// Splits TypeScript into code and comments, so that a rule about code is not misled by words in a string or a comment.
//
// Both results are as long as the source and have its line breaks: an offset found in one is an offset in the source.
// A full parser would say more, but the rules need only this, and TypeScript 7 has no stable programming interface.

export interface SourceText {
  /** The source with comments and the insides of strings, templates and regular expressions blanked. */
  readonly code: string;
  /** The source with everything but comments blanked. */
  readonly comments: string;
}

export function splitSource(source: string): SourceText {
  const scan = new Scan(source);
  scan.code("");
  return { code: scan.blankedCode, comments: scan.blankedRest };
}

// After one of these a slash begins a regular expression; after a value it divides.
const BEFORE_REGEXP = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield))$/;

class Scan {
  blankedCode = "";
  blankedRest = "";
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Reads code up to `end` ("" for the end of the file, "}" for the end of a template's expression). */
  code(end: "" | "}"): void {
    let depth = 0;
    while (this.#at < this.#source.length) {
      const char = this.#peek();
      if (char === end && depth === 0) return;
      if (this.#startsWith("//")) this.#comment(this.#lengthTo("\n"));
      else if (this.#startsWith("/*")) this.#comment(this.#lengthTo("*/") + 2);
      else if (char === '"' || char === "'") this.#quoted(char);
      else if (char === "`") this.#template();
      else if (char === "/" && BEFORE_REGEXP.test(this.blankedCode.slice(-200).trimEnd())) this.#regexp();
      else {
        if (char === "{") depth++;
        if (char === "}") depth--;
        this.#keep();
      }
    }
  }

  #comment(length: number): void {
    const text = this.#source.slice(this.#at, this.#at + length);
    this.blankedRest += text;
    this.blankedCode += blank(text);
    this.#at += text.length;
  }

  #quoted(quote: string): void {
    this.#keep();
    while (this.#at < this.#source.length && this.#peek() !== quote && this.#peek() !== "\n") this.#drop();
    this.#keep();
  }

  #template(): void {
    this.#keep();
    while (this.#at < this.#source.length && this.#peek() !== "`") {
      if (!this.#startsWith("${")) {
        this.#drop();
        continue;
      }
      this.#keep();
      this.#keep();
      this.code("}");
      this.#keep();
    }
    this.#keep();
  }

  #regexp(): void {
    let inClass = false;
    this.#keep();
    while (this.#at < this.#source.length && this.#peek() !== "\n" && (inClass || this.#peek() !== "/")) {
      if (this.#peek() === "[") inClass = true;
      if (this.#peek() === "]") inClass = false;
      this.#drop();
    }
    this.#keep();
  }

  #keep(): void {
    const char = this.#peek();
    this.blankedCode += char;
    this.blankedRest += blank(char);
    this.#at += char.length;
  }

  /** Skips one character, or two when the first is a backslash. */
  #drop(): void {
    const text = this.#source.slice(this.#at, this.#at + (this.#peek() === "\\" ? 2 : 1));
    this.blankedCode += blank(text);
    this.blankedRest += blank(text);
    this.#at += text.length;
  }

  #peek(): string {
    return this.#source.charAt(this.#at);
  }

  #startsWith(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #lengthTo(text: string): number {
    const end = this.#source.indexOf(text, this.#at);
    return (end === -1 ? this.#source.length : end) - this.#at;
  }
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
