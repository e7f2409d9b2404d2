// `ctrun run -it` on a pseudo-terminal: typing, keys, sizes, full-screen programs, leaving and coming back.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Ctrun } from "../helpers/ctrun.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";

let ctrun: Ctrun;
beforeAll(() => {
  ctrun = new Ctrun();
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

function shell(...options: readonly string[]): string[] {
  return ["run", "--rm", "-it", ...ctrun.own, ...options, "--", "sh"];
}

describe("ctrun run -it", () => {
  test("is a working shell, with the size of the terminal around it", () => {
    using terminal = ctrun.terminal(shell(), { width: 77, height: 33 });
    terminal.shows("# ");
    expect(terminal.raw).toBe(true);
    terminal.type("busybox stty size; busybox tty; echo $TERM\r");
    terminal.shows("33 77\r\n/dev/pts/0\r\nxterm\r\n");
    terminal.type("exit 3\r");
    expect(terminal.status()).toBe(3);
    expect(terminal.raw).toBe(false);
    expect(ctrun.leftovers()).toEqual([]);
  });

  test("follows the size of the terminal", () => {
    using terminal = ctrun.terminal(shell());
    terminal.shows("# ");
    const loop = `trap "busybox stty size; exit 5" WINCH; echo listen""ing; while :; do sleep 0.1; done`;
    terminal.type(`exec sh -c '${loop}'\r`);
    terminal.shows("listening\r\n");
    terminal.resize({ width: 111, height: 44 });
    terminal.shows("44 111\r\n");
    expect(terminal.status()).toBe(5);
  });

  test("hands ctrl-C, ctrl-Z and ctrl-D to what runs in front", () => {
    using terminal = ctrun.terminal(shell());
    terminal.shows("# ");
    // What is typed before a program runs, the shell's own editor of lines would take.
    terminal.type('echo sleep""ing; sleep 1000\r');
    terminal.shows("sleeping\r\n");
    terminal.type("\x03");
    terminal.shows("^C\r\n/ # ");
    terminal.type("echo code $?\r");
    terminal.shows("code 130\r\n");
    terminal.type('echo copy""ing; cat\r');
    terminal.shows("copying\r\n");
    terminal.type("abc\r");
    terminal.shows("abc\r\nabc\r\n");
    terminal.type("\x04");
    terminal.type("echo after cat\r");
    terminal.shows("after cat\r\n");
    terminal.type("\x04");
    terminal.status();
  });

  test("shows a full-screen program byte for byte, and lets it be typed into", async () => {
    using terminal = ctrun.terminal(shell("--name", "editor"), { width: 60, height: 20 });
    terminal.shows("# ");
    terminal.type("busybox vi /tmp/text\r");
    // vi takes the alternate screen, and shows empty lines as tildes.
    terminal.shows("\x1b[?1049h");
    terminal.shows("~");
    terminal.shows("- /tmp/text 1/1 100%");
    // Key by key, as a person types: vi takes what comes with an escape for one long key.
    terminal.type("i");
    terminal.shows("I /tmp/text");
    for (const key of "written in vi") terminal.type(key);
    // The cursor stands behind the thirteenth character.
    terminal.shows("\x1b[1;14H");
    terminal.type("\x1b");
    terminal.shows("- /tmp/text [Modified]");
    terminal.type(":wq\r");
    terminal.shows("\x1b[?1049l");
    expect(await ctrun.output("exec", "editor", "cat", "/tmp/text")).toBe("written in vi");
    terminal.type("exit\r");
    expect(terminal.status()).toBe(0);
  });

  test("passes every byte through, in both directions", () => {
    using terminal = ctrun.terminal(shell());
    terminal.shows("# ");
    terminal.type("busybox stty raw -echo; echo by''tes; busybox dd bs=1 count=256 2>/dev/null | busybox md5sum\r");
    terminal.shows("bytes\n");
    // Downwards, so that the detach keys do not come one after the other.
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => 255 - index);
    terminal.typeBytes(bytes);
    terminal.shows(new Bun.CryptoHasher("md5").update(bytes).digest("hex"));
    terminal.type("exit\n");
    terminal.status();
  });

  test("is left with the detach keys, and attach returns to it", async () => {
    using first = ctrun.terminal(["run", "-it", "--name", "kept", ...ctrun.own, "--", "sh"]);
    first.shows("# ");
    first.type("word=remembered\r");
    first.type("\x10\x11");
    expect(first.status()).toBe(0);
    expect(first.raw).toBe(false);
    expect(await ctrun.inspect("kept", "State.Status")).toBe("running");

    using second = ctrun.terminal(["attach", "--detach-keys", "ctrl-x", "kept"], { width: 99, height: 9 });
    second.becomesRaw();
    second.type("echo still $word; busybox stty size\r");
    second.shows("still remembered\r\n9 99\r\n");
    second.type("\x18");
    expect(second.status()).toBe(0);

    using third = ctrun.terminal(["attach", "kept"]);
    third.becomesRaw();
    third.type("exit 8\r");
    expect(third.status()).toBe(8);
    expect(await ctrun.inspect("kept", "State.ExitCode")).toBe("8");
    await ctrun.output("rm", "kept");
  });

  test("that was run with --rm and left is removed when it ends", async () => {
    using first = ctrun.terminal(["run", "--rm", "-it", "--name", "left", ...ctrun.own, "--", "sh"]);
    first.shows("# ");
    first.type("\x10\x11");
    expect(first.status()).toBe(0);
    const id = await ctrun.inspect("left", "Id");
    await ctrun.output("stop", "-t", "0", "left");
    expect(await ctrun.output("ps", "-aq", "-f", `id=${id}`)).toBe("");
  });

  test("leaves the terminal as it was when the command is not there", () => {
    using terminal = ctrun.terminal(["run", "--rm", "-it", ...ctrun.own, "nothing"]);
    terminal.shows("Error:");
    expect(terminal.status()).toBe(127);
    expect(terminal.raw).toBe(false);
    expect(ctrun.leftovers()).toEqual([]);
  });

  test("shows errors in colour, unless it is asked not to", () => {
    using colourful = ctrun.terminal(["rum"]);
    colourful.shows("\x1b[1;31mError:\x1b[0m");
    colourful.status();
    using plain = ctrun.terminal(["--no-color", "rum"]);
    plain.shows("Error: unknown command");
    plain.status();
  });
});

describe("ctrun exec -it", () => {
  test("has a terminal of its own size, and ends with the command's code", async () => {
    await ctrun.detached("host", "sleep 1000");
    using terminal = ctrun.terminal(["exec", "-it", "host", "sh"], { width: 66, height: 22 });
    terminal.shows("# ");
    terminal.type("busybox stty size; echo $TERM\r");
    terminal.shows("22 66\r\nxterm\r\n");
    terminal.type("exit 7\r");
    expect(terminal.status()).toBe(7);
  });

  test("is left with the detach keys, and goes on", async () => {
    using terminal = ctrun.terminal(["exec", "-it", "host", "sh", "-c", "echo begun; sleep 1234"]);
    terminal.shows("begun");
    terminal.type("\x10\x11");
    expect(terminal.status()).toBe(0);
    expect(await ctrun.output("exec", "host", "busybox", "ps")).toContain("sleep 1234");
    await ctrun.output("rm", "-f", "host");
    expect(ctrun.leftovers()).toEqual([]);
  });
});
