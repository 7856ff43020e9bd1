/** How facts of the decision log are digested: the gateway writes them so, and replay compares so. */
import { type Instant, isArray, type JsonValue, type ValueType } from '@portcullis/engine'
import type { KeyedDigester } from './keyed-digest.ts'

/** For what the key of these digests is derived. */
export const FACT_KEY = 'argument-digests'

/** Values within an array or object that are digested with it; larger ones have no digest: reading them costs too much. */
const MAX_PARTS = 1000

/** The type of a value, as JSON has it. */
export function typeOf(value: JsonValue): ValueType {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return isArray(value) ? 'array' : 'object'
}

/** How many parts of `left` remain after `value`; negative when it has more. */
function spend(value: JsonValue, left: number): number {
  let rest = left - 1
  if (typeof value !== 'object' || value === null) return rest
  for (const part of isArray(value) ? value : Object.values(value)) {
    if (rest < 0) break
    rest = spend(part, rest)
  }
  return rest
}

/** The text that is digested: a string itself, anything else as JSON; undefined for what is too large. */
export function digestText(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null && spend(value, MAX_PARTS) < 0) return undefined
  return JSON.stringify(value)
}

/** Whose argument it is. */
export interface DigestedPlace {
  readonly organisation: string
  readonly server: string
  readonly tool: string
}

/** The place of an argument's digests: those of different places cannot be compared. */
export function digestPlace(
  { organisation, server, tool }: DigestedPlace,
  argument: string,
  { type, month }: { readonly type: ValueType; readonly month: string },
): readonly string[] {
  return [organisation, server, tool, argument, type, month]
}

/** `2026-11` */
export const monthOf = (at: Instant): string => new Date(at).toISOString().slice(0, 7)

/** Characters that name a question: 60 bits, for the few thousand that policies ask. */
const QUESTION_LENGTH = 10

/** Names questions: by their key, for literals of a policy cannot be guessed from the log alone then. */
export function questionNames(digester: KeyedDigester): (text: string) => string {
  const digest = digester.for(['question'])
  const known = new Map<string, string>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const name = digest(text).slice(0, QUESTION_LENGTH)
    if (known.size >= MAX_REMEMBERED) known.clear()
    known.set(text, name)
    return name
  }
}

const MAX_REMEMBERED = 4_096
