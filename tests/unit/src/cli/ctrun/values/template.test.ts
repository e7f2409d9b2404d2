// Fields of an object in a text.
import { expect, test } from "bun:test";
import { fillTemplate, templateColumns } from "../../../../../../src/cli/ctrun/values/template.ts";

const DATA = { Name: "web", State: { Pid: 7, Running: false }, Ports: [{ port: 1 }], Names: ["a", "b"] };
const VALUES = { data: DATA, texts: { ID: "0123", Ports: "1/tcp" } };

test.each([
  ["{{.Name}}", "web"],
  ["{{ .State.Pid }}/{{.State.Running}}", "7/false"],
  ["{{json .State}}", '{"Pid":7,"Running":false}'],
  ["{{.Names}}", "a,b"],
  ["{{.Ports}} {{json .Ports}}", '1/tcp [{"port":1}]'],
  ["{{.ID}} {{json .ID}}", '0123 "0123"'],
  ["{{.Name}}\\t{{.ID}}\\n", "web\t0123\n"],
  ["{{json .Name}}", '"web"'],
  ["{{.}}", JSON.stringify(DATA)],
  ["no fields", "no fields"],
])("fillTemplate() fills %j in", (template, text) => {
  expect(fillTemplate(template, VALUES)).toBe(text);
});

test("fillTemplate() says which field is not there, and what it does not know", () => {
  expect(() => fillTemplate("{{.Nothing}}", VALUES)).toThrow(
    "there is no field .Nothing; there are ID, Name, Names, Ports, State",
  );
  expect(() => fillTemplate("{{.State.Nothing}}", VALUES)).toThrow(
    "there is no field .State.Nothing; there are Pid, Running",
  );
  expect(() => fillTemplate("{{.Name.length}}", VALUES)).toThrow("there is no field .Name.length");
  expect(() => fillTemplate("{{.constructor}}", VALUES)).toThrow("there is no field .constructor");
  expect(() => fillTemplate("{{range .Ports}}", VALUES)).toThrow("not {{range .Ports}}");
});

test("templateColumns() parts a table's template at tabs, and at blanks between two fields", () => {
  const columns = templateColumns("{{.ID}}\\tis {{.Name}} {{json .State}}");
  expect(columns).toEqual([
    { name: "ID", cell: "{{.ID}}" },
    { name: "is Name", cell: "is {{.Name}}" },
    { name: "State", cell: "{{json .State}}" },
  ]);
});
