// Adds, changes and removes containers until it is killed.
import { Store } from "../../../../../../../src/cli/ctrun/state/store.ts";
import { someRecord } from "../some-record.ts";

const store = new Store(process.argv[2] ?? "");
console.log("begun");
for (let count = 0; ; count++) {
  const record = someRecord({ name: `${process.pid}-${count}`, state: "creating" });
  store.insert(record);
  const created = store.change(record, { state: "created" });
  if (created === undefined) throw new Error("somebody else has changed it");
  if (count % 2 === 0) store.delete(created);
}
