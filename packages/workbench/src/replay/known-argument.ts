/** An argument that a path begins at, as far as the facts of a call know it. */
import type { JsonValue, PathStep, ValueKind } from '@portcullis/engine'
import type { RecordedCall } from './recorded-call.ts'
import { anyOf } from './sample-values.ts'

/** It was there. */
export interface KnownArgument {
  readonly name: string
  readonly kind: ValueKind
  /** Undefined for a value that was too large. */
  readonly digest: string | undefined
}

/** What is known of an argument: that it was not there, or that nothing is known, too. */
export type FoundArgument = KnownArgument | 'absent' | 'unknown'

/** @param completed whether rules read arguments completed with the defaults of their schema */
export function argumentAt(call: RecordedCall, steps: readonly PathStep[], completed: boolean): FoundArgument {
  const [name] = steps
  // Arguments are an object: they have no elements.
  if (typeof name !== 'string') return 'absent'
  const { args, defaults, otherArgs } = call
  if (completed && (defaults.has(name) || defaults.has('*'))) return 'unknown'
  const argument = args.get(name)
  if (argument === undefined) return otherArgs > 0 || hasOddNames(call) ? 'unknown' : 'absent'
  return argument.kind === undefined ? 'unknown' : { name, kind: argument.kind, digest: argument.digest }
}

/** Neither an array nor an object. */
export const isScalar = ({ type }: ValueKind): boolean => type !== 'array' && type !== 'object'

/** Names that were not kept as they were may be those of any argument. */
function hasOddNames({ args }: RecordedCall): boolean {
  for (const name of args.keys()) if (!isWholeName(name)) return true
  return false
}

/** Whether a recorded name is that of the argument: long ones are cut, and what cannot be seen is replaced. */
export const isWholeName = (name: string): boolean => !name.includes('\ufffd') && !name.includes('…')

/** Something for every argument that was there: for names that look alike. */
export function standIns({ args }: RecordedCall): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries([...args].map(([name, { kind }]) => [name, kind === undefined ? null : anyOf(kind)]))
}
