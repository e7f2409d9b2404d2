// The lines in which OCI runtimes say what is wrong: JSON (`--log-format=json`) or logrus's text, runc's usual way.

export interface LogLine {
  /** `error`, `warning`, `info` …; undefined when the line does not say, as crun's first versions did with errors. */
  readonly level?: string;
  readonly message: string;
}

/** Reads one line. @returns undefined when it is of neither format, or only the beginning of a line */
export function parseLogLine(line: string): LogLine | undefined {
  return line.startsWith("{") ? fromJson(line) : fromText(line);
}

/** Reads all lines of a text that can be read. */
export function parseLogLines(text: string): LogLine[] {
  return text.split("\n").flatMap((line) => parseLogLine(line.trim()) ?? []);
}

/** The last message that is an error, undefined for none. */
export function lastError(lines: readonly LogLine[]): string | undefined {
  return lines.findLast(({ level }) => level === undefined || ERRORS.has(level))?.message;
}

// Logrus has the last two for what makes a program end.
const ERRORS = new Set(["error", "fatal", "panic"]);

function fromJson(line: string): LogLine | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!isRecord(value) || typeof value["msg"] !== "string") return undefined;
    const level = value["level"];
    return typeof level === "string" ? { level, message: value["msg"] } : { message: value["msg"] };
  } catch {
    return undefined;
  }
}

const TEXT_LINE = /^(?:time="[^"]*" )?level=(\w+) msg=(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/;

/** `time="…" level=error msg="…"`, the message quoted as Go does it, or bare when it is one plain word. */
function fromText(line: string): LogLine | undefined {
  const match = TEXT_LINE.exec(line);
  if (match === null) return undefined;
  const [, level = "", quoted, bare = ""] = match;
  return { level, message: quoted === undefined ? bare : unquote(quoted) };
}

const ESCAPE = /\\(?:x[0-9a-f]{2}|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/g;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Undoes the quoting of Go's strconv.Quote. */
function unquote(text: string): string {
  return text.replace(ESCAPE, (_escape, four?: string, eight?: string, short?: string) => {
    const code = Number.parseInt(four ?? eight ?? "", 16);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    // `\xff` is a byte that was no UTF-8.
    return short === undefined ? "\ufffd" : (SHORT_ESCAPES[short] ?? short);
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
