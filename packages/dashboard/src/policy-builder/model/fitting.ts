/** Which values a form of the builder can hold, and with what a new one begins. */
import { isArray, isObject, type JsonObject, type JsonValue, own } from '@portcullis/engine'
import { type Field, type ObjectShape, type Shape, shapeNamed } from './shape.ts'

/** Whether the form for the shape can show and edit the value. Bounds are the checker's business, not the form's. */
export function accepts(shape: Shape, value: JsonValue): boolean {
  switch (shape.kind) {
    case 'text':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'amount':
      return typeof value === 'string' || typeof value === 'number'
    case 'switch':
      return typeof value === 'boolean'
    case 'choice':
      return shape.values.some((each) => each === value)
    case 'list':
      return isArray(value)
    case 'map':
      return isObject(value)
    case 'object':
      return isObject(value) && hasRequired(shape, value)
    case 'either':
      return formOf(shape.forms, value) !== undefined
    case 'condition':
      return conditionForm(value) !== undefined
    case 'json':
      return true
    default:
      return shape satisfies never
  }
}

/** Told from its neighbours of a choice by the keys that it has to have, or may have. */
function hasRequired({ fields }: ObjectShape, value: JsonObject): boolean {
  const known = new Set(fields.map(({ key }) => key))
  const needed = fields.filter(({ required }) => required)
  if (needed.length > 0) return needed.every(({ key }) => Object.hasOwn(value, key))
  const keys = Object.keys(value)
  return keys.length === 0 || keys.some((key) => known.has(key))
}

/** The form of a choice that can show the value: its number; undefined where none can. */
export function formOf(forms: readonly Shape[], value: JsonValue): number | undefined {
  const found = forms.findIndex((form) => accepts(form, value))
  return found < 0 ? undefined : found
}

/** The forms of conditions. */
export const CONDITION_FORMS = ['comparison', 'any', 'all', 'not'] as const

export type ConditionForm = (typeof CONDITION_FORMS)[number]

/** Which form a condition has; undefined where it is none that the builder knows. */
export function conditionForm(value: JsonValue | undefined): ConditionForm | undefined {
  if (value === undefined || !isObject(value)) return undefined
  if (typeof own(value, 'path') === 'string' && typeof own(value, 'op') === 'string') return 'comparison'
  const keys = Object.keys(value)
  const [key] = keys
  if (keys.length !== 1 || key === undefined) return undefined
  const below = value[key]
  if ((key === 'any' || key === 'all') && below !== undefined && isArray(below)) return key
  return key === 'not' && isObject(below) ? key : undefined
}

/** With what a new condition begins: one that says something, and can be in force. */
export const NEW_CONDITION: JsonObject = { path: 'args.name', op: 'eq', value: '' }

/** With what a new value begins, as it can be in force where that can be. */
export function blankOf(shape: Shape, example?: JsonValue): JsonValue {
  switch (shape.kind) {
    case 'text':
    case 'amount':
    case 'number':
      return example !== undefined && accepts(shape, example) ? example : emptyOf(shape)
    case 'switch':
      return true
    case 'choice':
      return shape.values[0] ?? ''
    case 'list':
      return []
    case 'map':
      return {}
    case 'object':
      return blankObject(shape)
    case 'either':
      return blankEither(shape.forms, example)
    case 'condition':
      return NEW_CONDITION
    case 'json':
      return ''
    default:
      return shape satisfies never
  }
}

const emptyOf = ({ kind }: Shape): JsonValue => (kind === 'text' ? '' : 1)

function blankObject({ fields }: ObjectShape): JsonObject {
  const needed = fields.filter(({ required }) => required)
  return Object.fromEntries(needed.map((field) => [field.key, blankField(field)]))
}

function blankEither(forms: readonly Shape[], example: JsonValue | undefined): JsonValue {
  const fit = example === undefined ? undefined : formOf(forms, example)
  const form = forms[fit ?? 0]
  return form === undefined ? '' : blankOf(form, example)
}

/** With what a key that is added begins. */
export function blankField({ shape, example }: Field): JsonValue {
  return blankOf(shape, example)
}

/** The object shape of that name in the schema. @throws Error where it is no object */
export function objectNamed(id: string): ObjectShape {
  const shape = shapeNamed(id)
  if (shape.kind !== 'object') throw new Error(`${id} is not an object with keys of the language.`)
  return shape
}
