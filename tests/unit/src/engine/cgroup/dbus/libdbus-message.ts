// A message as libdbus 1.14 has written it, recorded from `dbus-send --type=method_call`.
import type { Message } from "../../../../../../src/engine/cgroup/dbus/message.ts";
import type { DbusValue } from "../../../../../../src/engine/cgroup/dbus/value.ts";

export const LIBDBUS_SIGNATURE = "sybnqiuxtdoaua{si}v";

export const LIBDBUS_VALUES: readonly DbusValue[] = [
  "é",
  7,
  true,
  -2,
  3,
  -4,
  5,
  -6n,
  7n,
  1.5,
  "/a/b",
  [1, 2],
  [
    ["a", 1],
    ["b", 2],
  ],
  { signature: "s", value: "inside" },
];

const HEADER =
  "6c0100017b000000010000008900000001016f00110000002f6f72672f6578616d706c652f506174" +
  "680000000000000002017300150000006f72672e6578616d706c652e496e74657266616365000000" +
  "03017300060000004d6574686f64000006017300120000006f72672e6578616d706c652e53657276" +
  "657200000000000008016700137379626e7169757874646f6175617b73697d760000000000000000";

export const LIBDBUS_BODY =
  "02000000c3a9000701000000feff0300fcffffff05000000faffffffffffffff0700000000000000" +
  "000000000000f83f040000002f612f62000000000800000001000000020000001c00000000000000" +
  "010000006100000001000000000000000100000062000000020000000173000006000000696e7369" +
  "646500";

export const LIBDBUS_BYTES: Uint8Array = Uint8Array.fromHex(HEADER + LIBDBUS_BODY);

export const LIBDBUS_MESSAGE: Message & { readonly type: "method call" } = {
  type: "method call",
  serial: 1,
  path: "/org/example/Path",
  interface: "org.example.Interface",
  member: "Method",
  destination: "org.example.Server",
  signature: LIBDBUS_SIGNATURE,
  body: LIBDBUS_VALUES,
};
