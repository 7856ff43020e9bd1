/** Values that tell the questions about one place apart. */
import type { JsonValue } from '@portcullis/engine'
import type { Atom } from '../atoms.ts'
import { arraysFor, objectsFor } from './containers.ts'
import { numbersFor } from './numbers.ts'
import { stringsFor } from './strings.ts'

/** Values, and whether there is no other value that the questions would answer otherwise. */
export interface Values {
  readonly values: readonly JsonValue[]
  readonly whole: boolean
}

/** What a tool's schema says of the place: values that are written in it. */
export interface SchemaHints {
  readonly values: readonly JsonValue[]
}

/** Something that may stand at a place; undefined: nothing. */
export interface Leaf {
  readonly value: JsonValue | undefined
  /** The number is written with more digits than are kept. */
  readonly inexact?: true
}

/** All literals that a value is compared with. */
export function literalsOf(atoms: readonly Atom[]): readonly JsonValue[] {
  return atoms.flatMap(({ comparison }) => {
    if (comparison === undefined) return []
    const { op, value } = comparison
    return (op === 'in' || op === 'not_in') && Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
  })
}

/** The friendliest values first: what is absent, what the schema names, what the policy names. */
export function leavesFor(
  atoms: readonly Atom[],
  hints: SchemaHints,
): { readonly leaves: readonly Leaf[]; readonly whole: boolean } {
  const literals = literalsOf(atoms)
  const kinds = [
    numbersFor(atoms, [...literals, ...hints.values]),
    stringsFor(atoms, [...literals, ...hints.values]),
    arraysFor(atoms, literals),
    objectsFor(atoms, literals),
  ]
  const values = [...hints.values, ...kinds.flatMap((kind) => kind.values), true, false, null]
  return {
    leaves: [{ value: undefined }, ...values.map((value) => ({ value })), { value: 0.1, inexact: true }],
    whole: kinds.every(({ whole }) => whole),
  }
}
