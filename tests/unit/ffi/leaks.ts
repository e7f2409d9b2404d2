// Descriptors that an action leaves open.
import { openFiles } from "../../helpers/processes.ts";

/** What is open after the action and was not before. It runs once more beforehand, for what is opened on first use. */
export function leftOpenBy(action: () => unknown): string[] {
  action();
  const before = openFiles("self");
  action();
  return [...openFiles("self")].filter(([number, kind]) => before.get(number) !== kind).map(([, kind]) => kind);
}
