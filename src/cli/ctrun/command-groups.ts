// Under which headings `ctrun --help` lists the commands.

/** The headings of the list, in order. */
export const GROUPS = {
  run: "Run containers",
  look: "Look at them",
  end: "End them",
  keep: "Keep them for later",
  other: "Other",
} as const;
