/** What the decision log may know of a call's arguments: names of the tool's schema, keyed digests, kinds. */
import { type Instant, type JsonObject, type JsonValue, kindOf, pointerOf, type ValueType } from '@portcullis/engine'
import { digestPlace, digestText, monthOf, typeOf } from '../crypto/fact-digests.ts'
import type { KeyedDigest, KeyedDigester } from '../crypto/keyed-digest.ts'
import type { ArgumentFact } from '../ports/audit-sink.ts'
import { safeName } from '../ports/safe-text.ts'

/** Arguments as they came. */
export interface CameWith {
  readonly args: JsonObject
  /** JSON Pointers of numbers that are not kept as they were written. */
  readonly inexact: ReadonlySet<string>
  /** Digests of different months (UTC) cannot be compared. */
  readonly at: Instant
}

/** Gives the facts of one call's arguments, in their order. Total: any object that `JSON.parse` gives is one. */
export type ArgumentFacts = (came: CameWith) => readonly ArgumentFact[]

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
const none: readonly ArgumentFact[] = []

/** The month of an instant, remembered for as long as it lasts. */
function months(): (at: Instant) => string {
  let month = ''
  let from = Number.NaN
  let to = Number.NaN
  return (at) => {
    if (at >= from && at < to) return month
    const day = new Date(at)
    from = Date.UTC(day.getUTCFullYear(), day.getUTCMonth())
    to = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1)
    month = monthOf(at)
    return month
  }
}

/** Digests of one argument, apart by type: `"1"` and `1` have nothing in common. */
function digestOf(place: Place, argument: string, digester: KeyedDigester): Known['digest'] {
  const byType = new Map<ValueType, KeyedDigest>()
  let ofMonth = ''
  return (value, month) => {
    const text = digestText(value)
    if (text === undefined) return ''
    if (month !== ofMonth) byType.clear()
    ofMonth = month
    const type = typeOf(value)
    let digest = byType.get(type)
    if (digest === undefined) {
      digest = digester.for(digestPlace(place, argument, { type, month }))
      byType.set(type, digest)
    }
    return digest(text)
  }
}

interface Known {
  readonly name: string
  /** What its pointers begin with. */
  readonly pointer: string
  /** Empty for what is too large; undefined where digests are off. */
  readonly digest: ((value: JsonValue, month: string) => string) | undefined
}

function knownProperties({ properties, digester, ...place }: ArgumentFactsOptions): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>()
  const names = new Set<string>()
  for (const property of properties ?? []) {
    const name = safeName(property)
    // `*` stands for the rest; two names that look the same in a record would be one.
    if (name === '*' || names.has(name)) continue
    names.add(name)
    const digest = digester && digestOf(place, property, digester)
    known.set(property, { name, pointer: pointerOf([property]), digest })
  }
  return known
}

function factOf(
  { digest, pointer }: Known,
  value: JsonValue,
  { inexact, month }: { readonly inexact: ReadonlySet<string>; readonly month: string },
): string | undefined {
  return digest && `${digest(value, month)}.${kindOf(value, inexact.size > 0 && isBelow(inexact, pointer))}`
}

function isBelow(pointers: ReadonlySet<string>, top: string): boolean {
  // The pointer to everything stands for more than were written down.
  if (pointers.has('')) return true
  for (const pointer of pointers) if (pointer === top || pointer.startsWith(`${top}/`)) return true
  return false
}

/** Prepares the facts of one tool: once for each schema. */
export function argumentFacts(options: ArgumentFactsOptions): ArgumentFacts {
  const known = knownProperties(options)
  const month = months()
  return ({ args, inexact, at }) => {
    const keys = Object.keys(args)
    if (keys.length === 0) return none
    const facts: ArgumentFact[] = []
    let others = 0
    for (const key of keys) {
      const property = known.get(key)
      if (property === undefined || facts.length === MAX_NAMED) others++
      else
        facts.push({ key: property.name, digest: factOf(property, args[key] ?? null, { inexact, month: month(at) }) })
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
  came: CameWith,
) => readonly ArgumentFact[]

/** Prepares each tool at its first call, and lets go of it with its set of names. */
export function factsOfCalls(digester: KeyedDigester | undefined): FactsOfCall {
  const unknown = argumentFacts({ organisation: '', server: '', tool: '', properties: undefined, digester })
  const prepared = new WeakMap<ReadonlySet<string>, { readonly place: Place; readonly facts: ArgumentFacts }>()
  return (place, properties, came) => {
    if (properties === undefined) return unknown(came)
    const known = prepared.get(properties)
    if (known !== undefined && samePlace(known.place, place)) return known.facts(came)
    const facts = argumentFacts({ ...place, properties, digester })
    prepared.set(properties, { place, facts })
    return facts(came)
  }
}

const samePlace = (a: Place, b: Place): boolean =>
  a.tool === b.tool && a.server === b.server && a.organisation === b.organisation
