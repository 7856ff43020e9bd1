/**
 * A call made narrower: which numbers are lower, which elements of lists and which members are left out. The API judges
 * it for itself; this is what its form offers and shows.
 */
import { isList, isObject, isSame, type Json, type JsonObject, memberOf } from './json.ts'

/** What is made of places of the arguments, by their JSON Pointers. */
export type Edits = ReadonlyMap<string, 'left out' | number>

/** No edits. */
export const NO_EDITS: Edits = new Map()

/** Where a wish is not less than what was asked. */
interface NotNarrower {
  /** JSON Pointer. */
  readonly path: string
  readonly what: string
}

/** A place below another one. */
export const placeBelow = (path: string, key: string | number): string =>
  `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

/** The arguments with the edits. */
export function applied(asked: Json, edits: Edits, path = ''): Json {
  const edit = edits.get(path)
  if (typeof asked === 'number') return typeof edit === 'number' ? edit : asked
  if (isList(asked)) return asked.filter((_, at) => edits.get(placeBelow(path, at)) !== 'left out')
  if (!isObject(asked)) return asked
  const kept = Object.entries(asked).filter(([key]) => edits.get(placeBelow(path, key)) !== 'left out')
  return Object.fromEntries(kept.map(([key, value]) => [key, applied(value, edits, placeBelow(path, key))]))
}

/** The edits that make of what was asked what is wished; where there are none, a place and why. */
export function editsTo(asked: Json, wished: Json, schema: JsonObject | undefined): Edits | NotNarrower {
  const edits = new Map<string, 'left out' | number>()
  return collect({ asked, wished, schema, path: '' }, edits) ?? edits
}

/** Whether there are none. */
export const isNotNarrower = (found: Edits | NotNarrower): found is NotNarrower => 'what' in found

interface Pair {
  readonly asked: Json
  readonly wished: Json
  readonly schema: JsonObject | undefined
  readonly path: string
}

type Collected = Map<string, 'left out' | number>

function collect(pair: Pair, edits: Collected): NotNarrower | undefined {
  const { asked, wished, path } = pair
  if (isSame(asked, wished)) return undefined
  if (typeof asked === 'number' && typeof wished === 'number') {
    if (wished < 0 || wished > asked) return { path, what: 'A number may be lower than it was asked, and not below 0.' }
    edits.set(path, wished)
    return undefined
  }
  if (isList(asked) && isList(wished)) return collectList(asked, wished, path, edits)
  if (isObject(asked) && isObject(wished)) return collectMembers({ ...pair, asked, wished }, edits)
  return { path, what: 'It differs from what was asked.' }
}

function collectList(
  asked: readonly Json[],
  wished: readonly Json[],
  path: string,
  edits: Collected,
): NotNarrower | undefined {
  let next = 0
  for (const [at, element] of asked.entries()) {
    const wanted = wished[next]
    if (wanted !== undefined && isSame(element, wanted)) next += 1
    else edits.set(placeBelow(path, at), 'left out')
  }
  if (next === wished.length) return undefined
  return { path: placeBelow(path, next), what: 'The list did not hold this element, or not in this order.' }
}

function collectMembers(
  { asked, wished, schema, path }: Pair & { readonly asked: JsonObject; readonly wished: JsonObject },
  edits: Collected,
): NotNarrower | undefined {
  for (const [key, value] of Object.entries(wished)) {
    const place = placeBelow(path, key)
    const before = memberOf(asked, key)
    if (before === undefined) return { path: place, what: 'This was not asked.' }
    const below = { asked: before, wished: value, schema: schemaBelow(schema, key), path: place }
    const wrong = collect(below, edits)
    if (wrong !== undefined) return wrong
  }
  for (const key of Object.keys(asked)) {
    if (Object.hasOwn(wished, key)) continue
    if (!mayBeLeftOut(schema, key)) return { path: placeBelow(path, key), what: 'The tool needs it, or may need it.' }
    edits.set(placeBelow(path, key), 'left out')
  }
  return undefined
}

/** The schema of a member; undefined: nothing is known of it. */
export function schemaBelow(schema: JsonObject | undefined, key: string): JsonObject | undefined {
  const found = memberOf(memberOf(schema, 'properties'), key)
  return isObject(found) ? found : undefined
}

/** Only what a schema names and does not require. */
export function mayBeLeftOut(schema: JsonObject | undefined, key: string): boolean {
  if (schemaBelow(schema, key) === undefined) return false
  const required = memberOf(schema, 'required') ?? []
  return isList(required) && !required.includes(key)
}

/** What differs, a line for each edit: “limit: 50 → 20”, “recipients/3: left out”. */
export function editWords(asked: Json, edits: Edits): readonly { readonly place: string; readonly words: string }[] {
  return [...edits].map(([path, edit]) => ({
    place: path.slice(1),
    words:
      edit === 'left out'
        ? `left out: ${JSON.stringify(valueAt(asked, path))}`
        : `${JSON.stringify(valueAt(asked, path))} → ${edit}`,
  }))
}

function valueAt(asked: Json, path: string): Json {
  let value: Json | undefined = asked
  for (const part of path.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    value = isList(value) ? value[Number(key)] : memberOf(value, key)
  }
  return value ?? null
}
