// The variable of the handover. A file of its own: main.ts looks for it, which is to load nothing that it does not need.

/** Last in the environment of a second process, and of nobody else. */
export const HANDOVER_VARIABLE = "_CTRMON_HANDOVER";
