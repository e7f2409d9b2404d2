// Fields of an object in a text.
import { expect, test } from "bun:test";
import { fillTemplate } from "../../../../../../src/cli/ctrun/values/template.ts";

const VALUE = { Name: "web", State: { Pid: 7, Running: false }, Ports: [1] };

test.each([
  ["{{.Name}}", "web"],
  ["{{ .State.Pid }}/{{.State.Running}}", "7/false"],
  ["{{json .State}}", '{"Pid":7,"Running":false}'],
  ["{{.Ports}}", "[1]"],
  ["{{json .Name}}", '"web"'],
  ["{{.}}", JSON.stringify(VALUE)],
  ["no fields", "no fields"],
])("fillTemplate() fills %j in", (template, text) => {
  expect(fillTemplate(template, VALUE)).toBe(text);
});

test("fillTemplate() says which field is not there, and what it does not know", () => {
  expect(() => fillTemplate("{{.Nothing}}", VALUE)).toThrow("there is no field .Nothing");
  expect(() => fillTemplate("{{.Name.length}}", VALUE)).toThrow("there is no field .Name.length");
  expect(() => fillTemplate("{{.constructor}}", VALUE)).toThrow("there is no field .constructor");
  expect(() => fillTemplate("{{range .Ports}}", VALUE)).toThrow("not {{range .Ports}}");
});
