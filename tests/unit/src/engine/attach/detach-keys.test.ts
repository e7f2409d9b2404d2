// Tests of src/engine/attach/detach-keys.ts.
import { describe, expect, test } from "bun:test";
import { DEFAULT_DETACH_KEYS, DetachMatcher, parseDetachKeys } from "../../../../../src/engine/attach/detach-keys.ts";
import { bytesOf, textOf } from "../../bytes.ts";

describe("parseDetachKeys()", () => {
  test.each([
    [DEFAULT_DETACH_KEYS, [16, 17]],
    ["", []],
    ["a", [97]],
    ["A,~, ,-", [65, 126, 32, 45]],
    ["ctrl-a,ctrl-z", [1, 26]],
    ["ctrl-@,ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_", [0, 27, 28, 29, 30, 31]],
    ["DEL", [127]],
  ])("reads %j", (text, bytes) => {
    expect([...parseDetachKeys(text)]).toEqual(bytes);
  });

  test.each([["ctrl-P"], ["ctrl-1"], ["ctrl-"], ["ctrl-aa"], ["ctrl"], ["a,"], [","], ["ab"], ["é"], ["\n"], ["del"]])(
    "refuses %j",
    (text) => {
      expect(() => parseDetachKeys(text)).toThrow(RangeError);
    },
  );

  test("names the key that is none", () => {
    expect(() => parseDetachKeys("a,ctrl-1")).toThrow(
      'Bad detach keys "a,ctrl-1": "ctrl-1" is no key; a key is one ASCII character, DEL, or ctrl- and one of a-z @ [ \\ ] ^ _',
    );
  });
});

describe("DetachMatcher", () => {
  test.each([
    ["abc", "pq", "xxpqyy", "xx", true],
    ["only the keys", "pq", "pq", "", true],
    ["the keys' beginning alone", "pq", "xp", "x", false],
    ["a false start", "pq", "xpxpq", "xpx", true],
    ["a false start that is a start", "ppq", "pppq", "p", true],
    ["a start within a start", "abab!", "ababab!", "ab", true],
    ["keys of one key", "p", "ap", "a", true],
    ["one key thrice", "ppp", "ppxpp", "ppx", false],
    ["no keys", "", "pq\x10\x11", "pq\x10\x11", false],
  ])("feed() finds keys: %s", (_what, keys, typed, passed, detach) => {
    for (const pieces of [[typed], typed.split("")]) {
      expect(typedIn(new DetachMatcher(bytesOf(keys)), pieces)).toEqual({ passed, detach });
    }
  });

  test("feed() does as a search of the whole text, wherever it is cut", () => {
    for (let round = 0; round < 2000; round++) {
      const keys = randomText(1 + Math.floor(Math.random() * 4));
      const text = randomText(Math.floor(Math.random() * 20));
      const cut = Math.floor(Math.random() * text.length);
      const at = text.indexOf(keys);
      const matcher = new DetachMatcher(bytesOf(keys));
      const { passed, detach } = typedIn(matcher, [text.slice(0, cut), text.slice(cut)]);
      expect(detach).toBe(at >= 0);
      expect(detach ? passed : passed + textOf(matcher.end())).toBe(detach ? text.slice(0, at) : text);
    }
  });

  test("end() gives out what was held back, once", () => {
    const matcher = new DetachMatcher(bytesOf("pqr"));
    expect(typedIn(matcher, ["p", "q"])).toEqual({ passed: "", detach: false });
    expect([textOf(matcher.end()), textOf(matcher.end())]).toEqual(["pq", ""]);
  });
});

function typedIn(matcher: DetachMatcher, pieces: readonly string[]): { passed: string; detach: boolean } {
  let passed = "";
  for (const piece of pieces) {
    const { bytes, detach } = matcher.feed(bytesOf(piece));
    passed += textOf(bytes);
    if (detach) return { passed, detach };
  }
  return { passed, detach: false };
}

/** Of two letters only, so that keys are found. */
function randomText(length: number): string {
  return Array.from({ length }, () => (Math.random() < 0.5 ? "p" : "q")).join("");
}
