/** What the decision log may know of a call's arguments: names of the tool's schema, and keyed digests. */
import type { JsonObject, JsonValue } from '@portcullis/engine'
import type { KeyedDigest, KeyedDigester } from '../crypto/keyed-digest.ts'
import type { ArgumentFact } from '../ports/audit-sink.ts'
import { safeName } from '../ports/safe-text.ts'

/** Gives the facts of one call's arguments, in their order. Total: any object that `JSON.parse` gives is one. */
export type ArgumentFacts = (args: JsonObject) => readonly ArgumentFact[]

/** Whose arguments are told of. */
export interface ArgumentFactsOptions {
  readonly organisation: string
  readonly server: string
  readonly tool: string
  /** Names of the top-level properties of the tool's input schema; undefined where no schema is known. */
  readonly properties: Iterable<string> | undefined
  /** Undefined where digests are switched off. */
  readonly digester: KeyedDigester | undefined
}

/** Arguments that are named in one record; the rest is counted. */
const MAX_NAMED = 64
/** Values within an array or object that are digested with it; larger ones have no digest: reading them costs too much. */
const MAX_PARTS = 1000

type ValueType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object'

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)

const none: readonly ArgumentFact[] = []

function typeOf(value: JsonValue): ValueType {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return isList(value) ? 'array' : 'object'
}

/** How many parts of `left` remain after `value`; negative when it has more. */
function spend(value: JsonValue, left: number): number {
  let rest = left - 1
  if (typeof value !== 'object' || value === null) return rest
  for (const part of isList(value) ? value : Object.values(value)) {
    if (rest < 0) break
    rest = spend(part, rest)
  }
  return rest
}

/** The text that is digested: a string itself, anything else as JSON; undefined for what is too large. */
function canonical(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null && spend(value, MAX_PARTS) < 0) return undefined
  return JSON.stringify(value)
}

/** Digests of one argument, apart by type: `"1"` and `1` have nothing in common. */
function digestOf(place: readonly string[], digester: KeyedDigester): (value: JsonValue) => string | undefined {
  const byType = new Map<ValueType, KeyedDigest>()
  return (value) => {
    const text = canonical(value)
    if (text === undefined) return undefined
    const type = typeOf(value)
    let digest = byType.get(type)
    if (digest === undefined) {
      digest = digester.for([...place, type])
      byType.set(type, digest)
    }
    return digest(text)
  }
}

interface Known {
  readonly name: string
  readonly digest: (value: JsonValue) => string | undefined
}

function knownProperties({ properties, digester, ...place }: ArgumentFactsOptions): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>()
  const names = new Set<string>()
  for (const property of properties ?? []) {
    const name = safeName(property)
    // `*` stands for the rest; two names that look the same in a record would be one.
    if (name === '*' || names.has(name)) continue
    names.add(name)
    const path = [place.organisation, place.server, place.tool, property]
    known.set(property, { name, digest: digester === undefined ? () => undefined : digestOf(path, digester) })
  }
  return known
}

/** Prepares the facts of one tool: once for each schema. */
export function argumentFacts(options: ArgumentFactsOptions): ArgumentFacts {
  const known = knownProperties(options)
  return (args) => {
    const keys = Object.keys(args)
    if (keys.length === 0) return none
    const facts: ArgumentFact[] = []
    let others = 0
    for (const key of keys) {
      const property = known.get(key)
      if (property === undefined || facts.length === MAX_NAMED) others++
      else facts.push({ key: property.name, digest: property.digest(args[key] ?? null) })
    }
    if (others > 0) facts.push({ key: '*', digest: undefined, count: others })
    return facts
  }
}

/** Whose call it is. */
export type Place = Pick<ArgumentFactsOptions, 'organisation' | 'server' | 'tool'>

/** Facts of calls whose tools are known by the set of their property names: the same set, the same preparation. */
export type FactsOfCall = (
  place: Place,
  properties: ReadonlySet<string> | undefined,
  args: JsonObject,
) => readonly ArgumentFact[]

/** Prepares each tool at its first call, and lets go of it with its set of names. */
export function factsOfCalls(digester: KeyedDigester | undefined): FactsOfCall {
  const unknown = argumentFacts({ organisation: '', server: '', tool: '', properties: undefined, digester })
  const prepared = new WeakMap<ReadonlySet<string>, { readonly place: Place; readonly facts: ArgumentFacts }>()
  return (place, properties, args) => {
    if (properties === undefined) return unknown(args)
    const known = prepared.get(properties)
    if (known !== undefined && samePlace(known.place, place)) return known.facts(args)
    const facts = argumentFacts({ ...place, properties, digester })
    prepared.set(properties, { place, facts })
    return facts(args)
  }
}

const samePlace = (a: Place, b: Place): boolean =>
  a.tool === b.tool && a.server === b.server && a.organisation === b.organisation
