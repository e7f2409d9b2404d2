// Checks the grammar of --mount, which must come to the same as the short forms.
import { expect, test } from "bun:test";
import { parseMount } from "../../../../../../src/engine/spec/mounts/mount-option.ts";
import { parseTmpfs } from "../../../../../../src/engine/spec/mounts/tmpfs.ts";
import { parseVolume } from "../../../../../../src/engine/spec/mounts/volume.ts";

test.each([
  ["type=bind,source=/a,target=/b", "/a:/b"],
  ["dst=/b,src=/a,type=bind,readonly", "/a:/b:ro"],
  ["type=bind,src=/a,destination=/b,ro=true", "/a:/b:ro"],
  ["type=bind,src=a,dst=/b,ro=false", "./a:/b:rw"],
  ["type=bind,src=/a,dst=/b,rw=0", "/a:/b:ro"],
  ["type=bind,src=/a,dst=/b,bind-propagation=rslave,noexec", "/a:/b:rslave,noexec"],
  ["type=bind,src=/a,dst=/b,bind-nonrecursive", "/a:/b:bind"],
  ["type=bind,src=/a,dst=/b,bind-nonrecursive=false", "/a:/b:rbind"],
])("parseMount() reads %p as -v %p", (text, volume) => {
  expect(parseMount(text, "/home")).toEqual(parseVolume(volume, "/home"));
});

test("parseMount() reads a tmpfs", () => {
  const mount = parseMount("type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=1777,noexec", "/");
  expect(mount).toEqual(parseTmpfs("/t:size=1m,mode=1777,noexec"));
});

test.each([
  ["type=bind,source=/a", "it has no target=PATH"],
  ["type=bind,target=/b", "it has no source=PATH"],
  ["type=tmpfs,source=/a,target=/b", "a tmpfs has no source"],
  ["type=volume,source=a,target=/b", "type=volume is neither bind nor tmpfs"],
  ["source=/a,target=/b", "type= is neither bind nor tmpfs"],
  ["type=bind,source=/a,target=/b,ro=maybe", '"maybe" is neither true nor false'],
  ["type=bind,source=/a,target=/b,colour=red", 'Unknown mount option "colour=red"'],
  ["type=bind,source=/a,target=/b,bind-propagation", 'Unknown mount option ""'],
  ["type=tmpfs,target=/", "root cannot be mounted over"],
])("parseMount() refuses %p", (text, reason) => {
  expect(() => parseMount(text, "/")).toThrow(reason);
});
