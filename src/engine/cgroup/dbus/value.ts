// D-Bus values in TypeScript: numbers, bigint for 64 bits, strings, arrays; bytes for `ay`, and variants with their type.

export interface DbusVariant {
  /** Of one complete type. */
  readonly signature: string;
  readonly value: DbusValue;
}

/** Structs and dictionary entries are arrays, too: `a{sv}` is an array of pairs. */
export type DbusValue = number | bigint | boolean | string | Uint8Array | DbusVariant | readonly DbusValue[];
