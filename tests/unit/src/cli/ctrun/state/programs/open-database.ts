// Opens a database that others make at the same time, and adds one container to it.
import { Store } from "../../../../../../../src/cli/ctrun/state/store.ts";
import { someRecord } from "../some-record.ts";

const [path = "", name = ""] = process.argv.slice(2);
using store = new Store(path);
store.insert(someRecord({ name: `container-${name}` }));
