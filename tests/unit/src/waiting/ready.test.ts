// Tests of src/waiting/ready.ts, with real descriptors.
import { expect, test } from "bun:test";
import { EPOLLHUP, EPOLLIN, EPOLLOUT, O_RDONLY, SOCK_SEQPACKET } from "../../../../ffi/constants.ts";
import { Fd } from "../../../../ffi/fd.ts";
import { open } from "../../../../ffi/file.ts";
import { read } from "../../../../ffi/io.ts";
import { pipe } from "../../../../ffi/pipe.ts";
import { pidFd } from "../../../../ffi/process.ts";
import { send, socketPair } from "../../../../ffi/socket.ts";
import { ready } from "../../../../src/waiting/ready.ts";

const PACKET = new Uint8Array(new ArrayBuffer(1));

test("ready() resolves when a packet arrives", async () => {
  const [ours, theirs] = socketPair(SOCK_SEQPACKET);
  using _ours = ours;
  using _theirs = theirs;
  const waiting = ready(ours, EPOLLIN);
  send(theirs, PACKET);
  expect(await waiting).toBe(EPOLLIN);
  expect(read(ours, new Uint8Array(new ArrayBuffer(8)))).toBe(1);
});

test("ready() tells of a packet that is there already, and of the next one", async () => {
  const [ours, theirs] = socketPair(SOCK_SEQPACKET);
  using _ours = ours;
  using _theirs = theirs;
  for (let round = 0; round < 3; round++) {
    send(theirs, PACKET);
    expect(await ready(ours, EPOLLIN)).toBe(EPOLLIN);
    read(ours, new Uint8Array(new ArrayBuffer(8)));
  }
});

test("ready() serves a reader and a writer of one descriptor", async () => {
  const [ours, theirs] = socketPair(SOCK_SEQPACKET);
  using _ours = ours;
  using _theirs = theirs;
  const reader = ready(ours, EPOLLIN);
  expect(await ready(ours, EPOLLOUT)).toBe(EPOLLOUT);
  send(theirs, PACKET);
  expect((await reader) & EPOLLIN).toBe(EPOLLIN);
});

test("ready() tells every waiter of a hang-up", async () => {
  const { readEnd, writeEnd } = pipe();
  using end = readEnd;
  const both = [ready(end, EPOLLIN), ready(end, EPOLLOUT)];
  writeEnd.close();
  expect(await Promise.all(both)).toEqual([EPOLLHUP, EPOLLHUP]);
});

test("ready() resolves when a process ends", async () => {
  const child = Bun.spawn(["cat"], { stdin: "pipe" });
  using process = pidFd(child.pid);
  const over = ready(process, EPOLLIN);
  await child.stdin.end();
  expect((await over) & EPOLLIN).toBe(EPOLLIN);
});

test("ready() resolves at once for an ordinary file", async () => {
  using file = open(import.meta.path, O_RDONLY);
  expect(await ready(file, EPOLLIN)).toBe(EPOLLIN);
  // Nothing is left of the attempt.
  expect(await ready(file, EPOLLIN)).toBe(EPOLLIN);
});

test("ready() is rejected with the signal's reason, and the descriptor can be waited for again", async () => {
  const [ours, theirs] = socketPair(SOCK_SEQPACKET);
  using _ours = ours;
  using _theirs = theirs;
  const controller = new AbortController();
  const waiting = ready(ours, EPOLLIN, controller.signal);
  controller.abort("enough");
  expect(await waiting.catch((reason: unknown) => reason)).toBe("enough");
  send(theirs, PACKET);
  expect(await ready(ours, EPOLLIN)).toBe(EPOLLIN);
});

test("ready() is rejected for a descriptor that is not open", async () => {
  const failure = await ready(new Fd(999_999), EPOLLIN).catch(String);
  expect(failure).toContain("epoll_ctl: EBADF");
});

test("ready() does not keep a program alive that waits for nothing, nor end one that waits", async () => {
  const script = `
    import { EPOLLIN } from "${import.meta.dir}/../../../../ffi/constants.ts";
    import { pidFd } from "${import.meta.dir}/../../../../ffi/process.ts";
    import { ready } from "${import.meta.dir}/../../../../src/waiting/ready.ts";
    const child = Bun.spawn(["cat"], { stdin: "inherit", stdout: "ignore" });
    child.unref();
    console.log("waiting");
    await ready(pidFd(child.pid), EPOLLIN);
    console.log("over");`;
  const program = Bun.spawn([process.execPath, "-e", script], { stdin: "pipe", stdout: "pipe" });
  const output = program.stdout.getReader();
  const text = async (): Promise<string> => new TextDecoder().decode((await output.read()).value);
  expect(await text()).toBe("waiting\n");
  await program.stdin.end();
  expect(await text()).toBe("over\n");
  expect(await program.exited).toBe(0);
});

test("ready() says that descriptors are used up, and works when there are some again", async () => {
  const script = `
    import { EPOLLIN } from "${import.meta.dir}/../../../../ffi/constants.ts";
    import { pipe } from "${import.meta.dir}/../../../../ffi/pipe.ts";
    import { setSoftLimit } from "${import.meta.dir}/../../../../ffi/process.ts";
    import { ready } from "${import.meta.dir}/../../../../src/waiting/ready.ts";
    const { readEnd, writeEnd } = pipe();
    setSoftLimit(7, 64);
    for (const free of [0, 1, 2, 3]) {
      const all = [];
      try { for (;;) all.push(pipe()); } catch {}
      const some = all.splice(0, free);
      for (const one of some) one[Symbol.dispose]();
      console.log(await ready(readEnd, EPOLLIN).catch(({ code }) => code));
      for (const one of all) one[Symbol.dispose]();
    }
    writeEnd.close();
    console.log(await ready(readEnd, EPOLLIN));`;
  const program = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
  expect(await new Response(program.stdout).text()).toBe(`${"EMFILE\n".repeat(4)}${EPOLLHUP}\n`);
});
