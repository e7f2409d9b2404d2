// Checks the attach socket: where it is, what it replaces, who may connect, and that nothing of it stays.
import { expect, test } from "bun:test";
import { existsSync, lstatSync, mkdirSync, readlinkSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { RLIMIT_NOFILE } from "../../../../../ffi/constants.ts";
import { resourceLimit, setSoftLimit } from "../../../../../ffi/process.ts";
import { AttachClient } from "../../../../helpers/attach-client.ts";
import { openFiles } from "../../../../helpers/processes.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { bytesOf, countingBytes, textOf } from "../../bytes.ts";
import { runUntil, settle } from "../../turning.ts";
import { AttachSite, packetOf } from "./attach-site.ts";

test("AttachServer listens in the bundle, for its owner only", () => {
  using site = new AttachSite();
  const socket = lstatSync(`${site.bundle}/attach`);
  expect(socket.isSocket()).toBe(true);
  expect(socket.mode & 0o777).toBe(0o700);
});

test("AttachServer offers a link to the bundle", () => {
  using site = new AttachSite();
  expect(readlinkSync(site.link)).toBe(site.bundle);
  using client = site.connect();
  site.server.show("stdout", bytesOf("hello"));
  expect(textOf(client.packet() ?? new Uint8Array(0))).toBe("\x02hello");
});

test("AttachServer makes no link when the socket is to be used in the bundle", () => {
  using site = new AttachSite({ fullAttach: true });
  expect(existsSync(site.link)).toBe(false);
  using _client = new AttachClient(`${site.bundle}/attach`);
});

test("AttachServer works in a bundle whose path is too long for a socket", () => {
  const deep = Array.from({ length: 6 }, (_, index) => `${index}${"x".repeat(200)}`).join("/");
  using site = new AttachSite({ bundle: deep });
  using client = site.connect();
  site.server.show("stdout", bytesOf("hello"));
  expect(client.packet()?.length).toBe(6);
});

test("AttachServer replaces what an earlier monitor has left", () => {
  using site = new AttachSite({
    before: ({ bundle, link }) => {
      writeFileSync(`${bundle}/attach`, "stale");
      symlinkSync("/nowhere-at-all", link);
    },
  });
  expect(lstatSync(`${site.bundle}/attach`).isSocket()).toBe(true);
  expect(readlinkSync(site.link)).toBe(site.bundle);
});

test("AttachServer leaves nothing behind when it cannot listen", () => {
  using directory = new AttachSite();
  const failing = (): void => {
    const before = (site: AttachSite): void => void mkdirSync(site.link);
    expect(() => new AttachSite({ before })).toThrow();
  };
  failing();
  expect(existsSync(`${directory.bundle}/attach`)).toBe(true);
});

test("AttachServer takes the socket and the link away, and lets its clients go", () => {
  using site = new AttachSite();
  using client = site.connect();
  site.server.close();
  expect(existsSync(`${site.bundle}/attach`)).toBe(false);
  expect(() => lstatSync(site.link)).toThrow("ENOENT");
  expect(client.packet()).toBeUndefined();
  expect(site.events).toEqual(["deserted"]);
  site.server.close();
});

test("AttachServer keeps no descriptor open", () => {
  expect(
    leftOpenBy(() => {
      using site = new AttachSite();
      using _client = site.connect();
      site.server.show("stdout", bytesOf("hello"));
    }),
  ).toEqual([]);
});

test("AttachServer shows everything to everybody who is there", () => {
  using site = new AttachSite();
  using first = site.connect();
  site.server.show("stdout", bytesOf("one"));
  using second = site.connect();
  site.server.show("stderr", bytesOf("two three"), 0, 3);
  expect(
    [first.packet(), first.packet(), second.packet()].map((packet) => textOf(packet ?? new Uint8Array(0))),
  ).toEqual(["\x02one", "\x03two", "\x03two"]);
});

test("AttachServer takes many clients at once", () => {
  using site = new AttachSite();
  using clients = new DisposableStack();
  const all = Array.from({ length: 40 }, () => clients.use(site.connect()));
  site.server.show("stdout", bytesOf("hello"));
  expect(all.map((client) => client.packet()?.length)).toEqual(all.map(() => 6));
});

test("AttachServer.admit() takes a client that has connected but was not noticed", () => {
  using site = new AttachSite();
  using client = new AttachClient(site.socketPath);
  site.server.admit();
  site.server.show("stdout", bytesOf("last words"));
  site.server.close();
  expect(textOf(client.packet() ?? new Uint8Array(0))).toBe("\x02last words");
  expect(client.packet()).toBeUndefined();
});

test("AttachServer does not spin on a client that it has no descriptor for, and takes it later", () => {
  using site = new AttachSite();
  using first = new AttachClient(site.socketPath);
  const { soft } = resourceLimit(0, RLIMIT_NOFILE);
  setSoftLimit(RLIMIT_NOFILE, lowestFree());
  try {
    settle(site.reactor, 20);
  } finally {
    setSoftLimit(RLIMIT_NOFILE, soft);
  }
  expect(site.diagnostics.lines.length).toBe(1);
  expect(site.diagnostics.lines[0]).toContain("warning: Cannot accept an attach client: ");
  using second = site.connect();
  site.server.show("stdout", bytesOf("hello"));
  expect([first.packet()?.length, second.packet()?.length]).toEqual([6, 6]);
});

test("AttachServer tells when the last client has gone, not before", () => {
  using site = new AttachSite();
  const first = site.connect();
  using second = site.connect();
  first[Symbol.dispose]();
  settle(site.reactor);
  expect(site.events).toEqual([]);
  second[Symbol.dispose]();
  runUntil(site.reactor, "the last client to go", () => site.events.length > 0);
  expect(site.events).toEqual(["deserted"]);
});

test("AttachServer.close() gives clients that are behind what is queued for them", () => {
  using site = new AttachSite();
  using client = site.connect();
  const output = countingBytes(2_000_000);
  site.server.show("stdout", output);
  expect(site.server.queued).toBeGreaterThan(0);
  site.server.close();
  let received = "";
  const take = (): boolean => {
    for (let packet = packetOf(client); packet !== "none"; packet = packetOf(client)) {
      if (packet === undefined) return true;
      received += textOf(packet.subarray(1));
    }
    return false;
  };
  runUntil(site.reactor, "everything", take);
  expect(received === textOf(output)).toBe(true);
  expect(site.server.queued).toBe(0);
});

test("AttachServer sets permissions that the umask cannot widen", () => {
  const before = process.umask(0);
  using site = new AttachSite();
  process.umask(before);
  expect(statSync(`${site.bundle}/attach`).mode & 0o777).toBe(0o700);
});

/** The number that the next descriptor would get. */
function lowestFree(): number {
  const taken = openFiles("self");
  let number = 0;
  while (taken.has(number)) number++;
  return number;
}
