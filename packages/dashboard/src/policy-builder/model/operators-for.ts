/** Which operators suit what stands at a path, and with which value a condition of them begins. */
import { isArray, type JsonObject, type JsonValue, OPERATOR_NOTES, own } from '@portcullis/engine'
import type { ArgumentPath, ArgumentType } from './argument-paths.ts'

const ON_ALL = ['eq', 'neq', 'in', 'not_in', 'exists']
const ON_SIZE = ['size_lte', 'size_gte', 'size_eq', 'size_lt', 'size_gt']
const ON_NUMBERS = ['lte', 'gte', 'lt', 'gt']
const ON_TEXTS = [
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'glob',
  'regex',
  'host_in',
  'in_cidr',
  'before',
  'after',
]

const SUITED: Readonly<Record<ArgumentType, readonly string[]>> = {
  text: [...ON_ALL, ...ON_TEXTS, ...ON_SIZE],
  number: [...ON_NUMBERS, ...ON_ALL],
  switch: ['eq', 'neq', 'exists'],
  list: [...ON_SIZE, 'contains', 'not_contains', ...ON_ALL],
  object: ['exists', ...ON_SIZE, 'eq', 'neq'],
  unknown: OPERATOR_NOTES.map(({ name }) => name),
}

/** Names of the operators that are defined on the type, the likeliest first. */
export const operatorsFor = (type: ArgumentType): readonly string[] => SUITED[type]

/** What is known of a path that is not an argument. */
const KNOWN: Readonly<Record<string, { readonly type: ArgumentType; readonly values?: readonly string[] }>> = {
  'tool.name': { type: 'text' },
  'tool.server': { type: 'text' },
  'tool.category': { type: 'text', values: ['read', 'write', 'execute', 'destructive', 'financial'] },
  'tool.risk': { type: 'text', values: ['low', 'medium', 'high', 'critical'] },
  'tool.annotations.readOnlyHint': { type: 'switch' },
  'tool.annotations.destructiveHint': { type: 'switch' },
  'grant.label': { type: 'text' },
  'grant.owner': { type: 'text' },
  'client.name': { type: 'text' },
  'client.version': { type: 'text' },
  'request.ip': { type: 'text' },
  'time.hour': { type: 'number' },
  'time.weekday': {
    type: 'text',
    values: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  },
  'time.date': { type: 'text' },
  'seen.private': { type: 'switch' },
  'seen.untrusted': { type: 'switch' },
  'seen.secrets': { type: 'switch' },
}

const RESULT_PATHS: Readonly<Record<string, ArgumentType>> = {
  'result.text': 'text',
  'result.isError': 'switch',
  'result.size': 'number',
}

/** Everything but arguments that conditions read. @param ofResult whether they stand in `results` */
export function otherPaths(ofResult: boolean): readonly ArgumentPath[] {
  const others = Object.entries(KNOWN).map(([path, { type, values = [] }]) => ({ path, type, values }))
  const results = ofResult ? Object.entries(RESULT_PATHS).map(([path, type]) => ({ path, type, values: [] })) : []
  return [...results, ...others].map((each) => ({ ...each, required: false, description: '' }))
}

/** A value of the form that the operator takes, as much as possible the one that was there. */
export function valueFor(op: string, known: ArgumentPath | undefined, before: JsonValue | undefined): JsonValue {
  if (op === 'exists') return typeof before === 'boolean' ? before : true
  if (ON_LISTS.has(op)) return listFor(known, before)
  const one = before !== undefined && isArray(before) ? before[0] : before
  if (op.startsWith('size_') || ON_NUMBERS.includes(op)) return typeof one === 'number' ? one : 1
  if (ON_TEXTS.includes(op)) return typeof one === 'string' ? one : ''
  return one !== undefined && fitsType(one, known?.type) ? one : firstOf(known)
}

/** Operators that compare with several values. */
const ON_LISTS: ReadonlySet<string> = new Set(['in', 'not_in', 'host_in', 'in_cidr'])

function listFor(known: ArgumentPath | undefined, before: JsonValue | undefined): JsonValue {
  if (before !== undefined && isArray(before)) return before
  const isScalar = typeof before === 'string' || typeof before === 'number'
  return isScalar && before !== '' ? [before] : (known?.values.slice(0, 1) ?? [])
}

const fitsType = (value: JsonValue, type: ArgumentType | undefined): boolean =>
  type === undefined ||
  type === 'unknown' ||
  { text: 'string', number: 'number', switch: 'boolean', list: 'object', object: 'object' }[type] === typeof value

function firstOf(known: ArgumentPath | undefined): JsonValue {
  const [first] = known?.values ?? []
  if (first !== undefined) return first
  return known?.type === 'number' ? 0 : known?.type === 'switch' ? true : ''
}

/** A comparison that asks about the path: the first operator that suits, and a value that fits. */
export function comparisonOf(known: ArgumentPath): JsonObject {
  const op = operatorsFor(known.type)[0] ?? 'eq'
  return { path: known.path, op, value: valueFor(op, known, undefined) }
}

/** The comparison with another path: operator and value stay where they suit it. */
export function withPath(comparison: JsonObject, path: string, known: ArgumentPath | undefined): JsonObject {
  const { match: _, ...rest } = comparison
  const kept = path.includes('[*]') ? comparison : rest
  const before = own(comparison, 'op')
  const suited = known === undefined || operatorsFor(known.type).includes(String(before))
  const op = suited ? String(before) : (operatorsFor(known.type)[0] ?? 'eq')
  return { ...kept, path, op, value: valueFor(op, known, own(comparison, 'value')) }
}

/** The comparison with another operator. */
export function withOperator(comparison: JsonObject, op: string, known: ArgumentPath | undefined): JsonObject {
  const { ignore_case: folds, ...rest } = comparison
  const foldsCase = OPERATOR_NOTES.find(({ name }) => name === op)?.foldsCase === true
  return {
    ...rest,
    op,
    value: valueFor(op, known, own(comparison, 'value')),
    ...(folds !== undefined && foldsCase && { ignore_case: folds }),
  }
}
