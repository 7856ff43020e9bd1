/** From a document to its text: keys in the order of the reference, lines broken as `portcullis fmt` breaks them. */
import { isArray, isObject, type JsonObject, type JsonValue } from '@portcullis/engine'
import { formOf } from './fitting.ts'
import { DOCUMENT_SHAPE, type Shape, shapeNamed } from './shape.ts'

const WIDTH = 120
const INDENT = '  '
const JSON_SHAPE: Shape = { kind: 'json' }

/** The text of a document, as `portcullis fmt` would write it. */
export function layOut(document: JsonObject): string {
  return `${linesOf(partOf(document, DOCUMENT_SHAPE), 0, 0)}\n`
}

/** A value, made ready. */
interface Part {
  /** All of it on one line; undefined where it always gets lines. */
  readonly flat: string | undefined
  readonly open: string
  readonly close: string
  readonly parts: readonly { readonly key: string; readonly part: Part }[]
}

function partOf(value: JsonValue, shape: Shape): Part {
  const known = resolved(shape, value)
  if (isArray(value)) {
    const element = known.kind === 'list' ? known.element : JSON_SHAPE
    const parts = value.map((each) => ({ key: '', part: partOf(each, element) }))
    return group(parts, '[', ']', true)
  }
  if (!isObject(value)) return { flat: quoted(value), open: '', close: '', parts: [] }
  const parts = ordered(value, known).map(([key, each]) => ({
    key: `${quoted(key)}: `,
    part: partOf(each, shapeBelow(known, key)),
  }))
  return group(parts, '{', '}', known.kind !== 'map')
}

/** The form of a choice that the value has; conditions have forms by name. */
function resolved(shape: Shape, value: JsonValue): Shape {
  if (shape.kind === 'condition') {
    const [key] = isObject(value) ? Object.keys(value) : []
    return shapeNamed(key === 'any' ? 'AnyOf' : key === 'all' ? 'AllOf' : key === 'not' ? 'Not' : 'Comparison')
  }
  if (shape.kind !== 'either') return shape
  const form = shape.forms[formOf(shape.forms, value) ?? 0]
  return form === undefined ? JSON_SHAPE : resolved(form, value)
}

function shapeBelow(shape: Shape, key: string): Shape {
  if (shape.kind === 'map') return shape.value
  if (shape.kind !== 'object') return JSON_SHAPE
  return shape.fields.find((field) => field.key === key)?.shape ?? JSON_SHAPE
}

/** Keys of the language in its order, others behind them; members that the author names keep theirs. */
function ordered(value: JsonObject, shape: Shape): readonly (readonly [string, JsonValue])[] {
  const members = Object.entries(value)
  if (shape.kind !== 'object') return members
  const ranks = new Map(shape.fields.map(({ key }, index) => [key, index]))
  const rank = (key: string): number => ranks.get(key) ?? ranks.size
  return members.sort(([left], [right]) => rank(left) - rank(right))
}

function group(parts: Part['parts'], open: string, close: string, mayBeFlat: boolean): Part {
  if (parts.length === 0) return { flat: open + close, open, close, parts }
  const flats = parts.map(({ key, part }) => (part.flat === undefined ? undefined : key + part.flat))
  const space = open === '{' ? ' ' : ''
  const isFlat = mayBeFlat && flats.every((each) => each !== undefined)
  return { flat: isFlat ? `${open}${space}${flats.join(', ')}${space}${close}` : undefined, open, close, parts }
}

/** @param used columns that are taken on its first line besides the indent */
function linesOf({ flat, open, close, parts }: Part, depth: number, used: number): string {
  const fits = flat !== undefined && depth * INDENT.length + used + flat.length <= WIDTH
  if (flat !== undefined && (parts.length === 0 || (depth > 0 && fits))) return flat
  const indent = INDENT.repeat(depth + 1)
  const lines = parts.map(({ key, part }, index) => {
    const comma = index === parts.length - 1 ? '' : ','
    return `${indent}${key}${linesOf(part, depth + 1, key.length + comma.length)}${comma}`
  })
  return `${open}\n${lines.join('\n')}\n${INDENT.repeat(depth)}${close}`
}

/** Escapes what cannot be seen, so that a reader sees all that is there. */
function quoted(value: null | boolean | number | string): string {
  return JSON.stringify(value).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}
