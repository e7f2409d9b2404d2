// Numbers as values of options, within what they can mean.

/** A whole number from 0 up. @throws {Error} */
export function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error("it must be a whole number");
  return Number(text);
}

/** A whole number, also below zero. @throws {Error} */
export function parseInteger(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Error("it must be a whole number");
  return Number(text);
}

/** A number above 0, such as 1.5. @throws {Error} */
export function parsePositive(text: string): number {
  const number = /^\d*\.?\d+$/.test(text) ? Number(text) : 0;
  if (!(number > 0)) throw new Error("it must be a number above 0");
  return number;
}
