// Finds a cycle in a graph of files and what they import.

export type Cycle = readonly [first: string, ...rest: string[]];

/** The first cycle in the order of the map, beginning and ending with the same file; undefined when there is none. */
export function firstCycle(graph: ReadonlyMap<string, readonly string[]>): Cycle | undefined {
  const finished = new Set<string>();
  for (const file of graph.keys()) {
    const cycle = cycleThrough(file, [], graph, finished);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function cycleThrough(
  file: string,
  path: readonly string[],
  graph: ReadonlyMap<string, readonly string[]>,
  finished: Set<string>,
): Cycle | undefined {
  if (finished.has(file)) return undefined;
  const seenAt = path.indexOf(file);
  if (seenAt !== -1) return [file, ...path.slice(seenAt + 1), file];
  for (const imported of graph.get(file) ?? []) {
    const cycle = cycleThrough(imported, [...path, file], graph, finished);
    if (cycle !== undefined) return cycle;
  }
  finished.add(file);
  return undefined;
}
