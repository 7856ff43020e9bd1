/** How the arguments of a tool are typed: a field for each that its schema names, by what may stand there. */
import { isArray, isObject, type JsonObject, type JsonValue, own } from '@portcullis/engine'
import { readJson, readNumber } from '../../../policy-builder/form/scalar-fields.tsx'
import { type ArgumentPath, argumentPaths } from '../../../policy-builder/model/argument-paths.ts'

/** How one is typed: `lines` are texts, one on each. */
export type Entry = 'text' | 'number' | 'choice' | 'lines' | 'json'

/** An argument. */
export interface ArgumentEntry {
  readonly name: string
  readonly entry: Entry
  readonly required: boolean
  /** A stranger's words; empty: none. */
  readonly description: string
  /** Of a choice. */
  readonly values: readonly JsonValue[]
}

/** Schemas come from strangers: what is beyond is typed as JSON. */
export const MOST_ENTRIES = 60

/** A field for each argument that the schema names, those that are needed first; at most 60. */
export function entriesOf(schema: JsonValue | undefined): readonly ArgumentEntry[] {
  const parts = schema !== undefined && isObject(schema) ? own(schema, 'properties') : undefined
  if (parts === undefined || !isObject(parts)) return []
  const entries = Object.entries(parts)
    .slice(0, MOST_ENTRIES)
    .map(([name, part]) => entryOf(name, part, isNeeded(schema, name)))
  return [...entries.filter(({ required }) => required), ...entries.filter(({ required }) => !required)]
}

function isNeeded(schema: JsonValue | undefined, name: string): boolean {
  const needed = schema !== undefined && isObject(schema) ? own(schema, 'required') : undefined
  return needed !== undefined && isArray(needed) && needed.includes(name)
}

function entryOf(name: string, part: JsonValue, required: boolean): ArgumentEntry {
  // Whatever the name is, in a path it would have to be escaped.
  const [known, element] = argumentPaths({ properties: { it: part } })
  const description = (known?.description ?? '').slice(0, 300)
  const values = known?.type === 'switch' ? [true, false] : (known?.values ?? [])
  return { name, required, description, values, entry: kindOf(known, element, values.length > 0) }
}

function kindOf(known: ArgumentPath | undefined, element: ArgumentPath | undefined, isChoice: boolean): Entry {
  if (isChoice) return 'choice'
  switch (known?.type) {
    case 'text':
    case 'number':
      return known.type
    case 'list':
      return element?.path.endsWith('[*]') === true && element.type === 'text' ? 'lines' : 'json'
    default:
      return 'json'
  }
}

/** How a value is typed that is there already: as JSON where the argument's own way cannot hold it. */
export function entryFor({ entry, values }: ArgumentEntry, value: JsonValue | undefined): Entry {
  if (value === undefined) return entry
  const fits: Readonly<Record<Entry, boolean>> = {
    text: typeof value === 'string' && value !== '' && !/[\r\n]/.test(value),
    number: typeof value === 'number' && readNumber(String(value)) === value,
    choice: values.some((each) => JSON.stringify(each) === JSON.stringify(value)),
    lines: isArray(value) && value.every((each) => typeof each === 'string' && each !== '' && !/[\r\n]/.test(each)),
    json: true,
  }
  return fits[entry] ? entry : 'json'
}

/** A value as it is typed. */
export function typedAs(entry: Entry, value: JsonValue): string {
  if (entry === 'text' && typeof value === 'string') return value
  if (entry === 'lines' && isArray(value)) return value.join('\n')
  return JSON.stringify(value)
}

/** What was typed as a value; undefined: it is none. */
export function valueTyped(entry: Entry, text: string): JsonValue | undefined {
  switch (entry) {
    case 'text':
      return text
    case 'number':
      return readNumber(text)
    case 'lines':
      return text.split('\n').filter((line) => line !== '')
    case 'choice':
    case 'json':
      return readJson(text)
    default:
      return entry satisfies never
  }
}

/** The arguments with one of them as it is now; undefined: it is left out. */
export function withArgument(values: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  const others = Object.entries(values).filter(([key]) => key !== name)
  return Object.fromEntries(value === undefined ? others : [...others, [name, value]])
}

const SAMPLES: Readonly<Record<Entry, JsonValue>> = {
  text: 'example',
  number: 1,
  choice: true,
  lines: ['example'],
  json: {},
}

/** Arguments that fit a schema, as far as it says what fits: those that are needed, else the first. */
export function exampleOf(schema: JsonValue | undefined): JsonObject {
  const entries = entriesOf(schema)
  const needed = entries.filter(({ required }) => required)
  const chosen = needed.length > 0 ? needed : entries.slice(0, 3)
  return Object.fromEntries(chosen.map(({ name, entry, values }) => [name, values[0] ?? SAMPLES[entry]]))
}
