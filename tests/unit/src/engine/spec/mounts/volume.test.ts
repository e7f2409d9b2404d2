// Checks the grammar of -v.
import { expect, test } from "bun:test";
import { parseVolume } from "../../../../../../src/engine/spec/mounts/volume.ts";

function optionsOf(words: string): readonly string[] | undefined {
  return parseVolume(`/a:/b${words}`, "/").options;
}

test("parseVolume() binds a directory with all below it, writable", () => {
  expect(parseVolume("/srv/data:/data", "/")).toEqual({
    destination: "/data",
    type: "bind",
    source: "/srv/data",
    options: ["rw", "rprivate", "rbind"],
  });
});

test("parseVolume() keeps what is asked for instead", () => {
  expect(optionsOf(":ro")).toEqual(["ro", "rprivate", "rbind"]);
  expect(optionsOf(":bind,shared,noexec")).toEqual(["bind", "shared", "noexec", "rw"]);
  expect(optionsOf(":")).toEqual(["rw", "rprivate", "rbind"]);
});

test("parseVolume() takes the SELinux words without effect", () => {
  expect(optionsOf(":z,ro")).toEqual(["ro", "rprivate", "rbind"]);
  expect(() => optionsOf(":z,Z")).toThrow("Cannot use both");
});

test("parseVolume() resolves a source that begins with a dot", () => {
  expect(parseVolume("./data:/b", "/srv/me").source).toBe("/srv/me/data");
  expect(parseVolume("..:/b", "/srv/me").source).toBe("/srv");
});

test.each([
  ["", "use SOURCE:DESTINATION"],
  ["/a", "use SOURCE:DESTINATION"],
  [":/b", "use SOURCE:DESTINATION"],
  ["/a:", "use SOURCE:DESTINATION"],
  ["/a:/b:ro:rw", "use SOURCE:DESTINATION"],
  ["data:/b", 'there are no named volumes; write a path, "./data" or absolute'],
  ["/a:b", "the container's path must be absolute"],
  ["/a:/", "the container's root cannot be mounted over"],
  ["/a:/b:rq", 'Unknown mount option "rq" in "/a:/b:rq"'],
])("parseVolume() refuses %p", (text, reason) => {
  expect(() => parseVolume(text, "/")).toThrow(reason);
});
