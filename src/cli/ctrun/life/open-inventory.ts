// How every command that people type begins: with a state in which all is well.
import type { Session } from "../command.ts";
import { Inventory } from "./inventory.ts";
import { repairAll } from "./repair.ts";

/** Opens the state, and repairs what a crash has left. The caller disposes it. */
export async function openInventory({ root, reporter }: Session): Promise<Inventory> {
  const inventory = new Inventory(root);
  try {
    await repairAll(inventory, (problem) => reporter.warn(problem));
    return inventory;
  } catch (error) {
    inventory[Symbol.dispose]();
    throw error;
  }
}
