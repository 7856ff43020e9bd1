/** Single edits of a policy. */
import { isArray, isObject, type Policy } from '@portcullis/engine'
import type { Segments } from '../policy-parts.ts'

/** One edit. */
export interface Edit {
  /** The part that is edited. */
  readonly at: Segments
  /** What it becomes; undefined: it is gone. */
  readonly to: unknown
  /** For people: what is done. */
  readonly says: string
}

/** The policy with one edit done. The policy itself stays as it is. */
export function edited(policy: Policy, { at, to }: Edit): Policy {
  // A part of a policy gives way to another of the same kind, or to none: the compiler refuses what is no policy.
  return replaced(policy, at, to) as Policy
}

function replaced(value: unknown, [step, ...rest]: Segments, to: unknown): unknown {
  if (step === undefined) return to
  if (isArray(value)) {
    if (rest.length > 0 || to !== undefined)
      return value.map((each, at) => (at === step ? replaced(each, rest, to) : each))
    return value.filter((_, at) => at !== step)
  }
  const members = isObject(value) ? Object.entries(value) : []
  const known = members.some(([key]) => key === step)
  const kept = members.flatMap(([key, member]): readonly (readonly [string, unknown])[] => {
    if (key !== step) return [[key, member]]
    const made = replaced(member, rest, to)
    return made === undefined ? [] : [[key, made]]
  })
  return Object.fromEntries(known || to === undefined ? kept : [...kept, [String(step), replaced(undefined, rest, to)]])
}
