// What systemd needs of a monitor: the pid file of a generated unit, and the notification with the main pid.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SOCK_DGRAM } from "../../ffi/constants.ts";
import { read } from "../../ffi/io.ts";
import { bindUnix, unixSocket } from "../../ffi/socket.ts";
import { becomesReadable } from "../helpers/deadline.ts";
import { fixture } from "../helpers/monitors.ts";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

describe("podman generate systemd", () => {
  test("names the file that has the monitor's pid", async () => {
    await podman.runDetached("unit", ["sleep", "1000"]);
    const unit = await podman.output(["generate", "systemd", "unit"]);
    const pidFile = /^PIDFile=(.*)$/m.exec(unit)?.[1] ?? "";
    expect(readFileSync(pidFile, "utf8")).toBe(await podman.inspect("unit", ".State.ConmonPid"));
  });
});

describe("podman run --sdnotify", () => {
  test("conmon names the monitor as the service's main process, and says that it is ready", async () => {
    using service = new Service("conmon");
    await service.run(["sleep", "1000"]);
    expect(service.message()).toEqual([`MAINPID=${await podman.inspect("conmon", ".State.ConmonPid")}`, "READY=1"]);
  });

  test("container lets the container say so, and passes on what a service manager may hear", async () => {
    using service = new Service("container");
    const script = "/notify MAINPID=1; /notify READY=1; /notify 'STATUS=at work'; exec sleep 1000";
    await service.run(["sh", "-c", script]);
    // Podman itself sends the main pid, when it comes to it.
    const messages = [service.message(), service.message(), service.message()].flat().toSorted();
    const mainPid = `MAINPID=${await podman.inspect("container", ".State.ConmonPid")}`;
    expect(messages).toEqual([mainPid, "READY=1", "STATUS=at work"]);
  });
});

describe("podman run --conmon-pidfile and --pidfile", () => {
  test("have the pids of the monitor and of the container", async () => {
    const files = ["conmon-pidfile", "pidfile"].map((option) => ({ option, path: join(podman.directory, option) }));
    const options = files.flatMap(({ option, path }) => [`--${option}`, path]);
    await podman.runDetached("files", ["sleep", "1000"], options);
    const pids = files.map(({ path }) => readFileSync(path, "utf8"));
    const fields = await podman.inspect("files", ".State.ConmonPid}} {{.State.Pid");
    expect(pids.join(" ")).toBe(fields);
  });
});

/** A container that is started as the main process of a service. */
class Service implements Disposable {
  readonly #name: string;
  readonly #path: string;
  readonly #socket = unixSocket(SOCK_DGRAM);

  /** @param name the kind of notification, too */
  constructor(name: string) {
    this.#name = name;
    this.#path = join(podman.directory, `notify-${name}`);
    bindUnix(this.#socket, this.#path);
  }

  async run(command: readonly string[]): Promise<void> {
    const options = ["--name", this.#name, "--sdnotify", this.#name, "--volume", `${fixture("notify")}:/notify`];
    await podman.output(["run", "--detach", ...options, IMAGE, ...command], { env: { NOTIFY_SOCKET: this.#path } });
  }

  /** The lines of the next message to the service manager, sorted. */
  message(): string[] {
    if (!becomesReadable(this.#socket)) throw new Error("no message came");
    const buffer = new Uint8Array(new ArrayBuffer(4096));
    const text = new TextDecoder().decode(buffer.subarray(0, read(this.#socket, buffer)));
    return text.trim().split("\n").toSorted();
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
