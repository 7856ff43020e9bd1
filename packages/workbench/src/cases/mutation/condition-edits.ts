/** Single edits of conditions. */
import { type Comparison, type Condition, isArray } from '@portcullis/engine'
import type { Part } from '../policy-parts.ts'
import type { Edit } from './edit.ts'

/** Operators that are easily taken for each other. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  lt: 'lte',
  lte: 'lt',
  gt: 'gte',
  gte: 'gt',
  eq: 'neq',
  neq: 'eq',
  in: 'not_in',
  not_in: 'in',
  contains: 'not_contains',
  not_contains: 'contains',
  starts_with: 'contains',
  ends_with: 'contains',
  before: 'after',
  after: 'before',
  size_lt: 'size_lte',
  size_lte: 'size_lt',
  size_gt: 'size_gte',
  size_gte: 'size_gt',
}

const NUMERIC: ReadonlySet<string> = new Set([
  'lt',
  'lte',
  'gt',
  'gte',
  'size_lt',
  'size_lte',
  'size_gt',
  'size_gte',
  'size_eq',
])

/** Edits of one condition, inner ones not included. */
export function conditionEdits({ at, value }: Part<Condition>): readonly Edit[] {
  if ('any' in value) {
    return [{ at, to: { all: value.any }, says: 'all of these instead of any' }, ...oneLess([...at, 'any'], value.any)]
  }
  if ('all' in value) {
    return [{ at, to: { any: value.all }, says: 'any of these instead of all' }, ...oneLess([...at, 'all'], value.all)]
  }
  if ('not' in value) return [{ at, to: value.not, says: 'the condition without "not"' }]
  return comparisonEdits({ at, value })
}

function oneLess(at: Edit['at'], parts: readonly Condition[]): readonly Edit[] {
  if (parts.length < 2) return []
  return parts.map((_, index) => ({ at: [...at, index], to: undefined, says: `without number ${index + 1} of these` }))
}

function comparisonEdits(part: Part<Comparison>): readonly Edit[] {
  const { at, value } = part
  const { path, op, match, ignore_case: ignoreCase } = value
  const neighbour = NEIGHBOURS[op]
  // What turns the operator round is what "not" does, and what takes a "not" away is what a second one does.
  const isOpposite = (neighbour !== undefined && OPPOSITES.has(op)) || at.at(-1) === 'not'
  return [
    ...(isOpposite ? [] : [{ at, to: { not: value }, says: `not: ${path} ${op}` }]),
    ...(neighbour === undefined
      ? []
      : [{ at: [...at, 'op'], to: neighbour, says: `${path}: ${neighbour} instead of ${op}` }]),
    ...(match === undefined
      ? []
      : [
          {
            at: [...at, 'match'],
            to: match === 'any' ? 'all' : 'any',
            says: `${path}: match ${match === 'any' ? 'all' : 'any'}`,
          },
        ]),
    ...(ignoreCase === true
      ? [{ at: [...at, 'ignore_case'], to: undefined, says: `${path}: upper and lower case differ` }]
      : []),
    ...valueEdits(part),
  ]
}

const OPPOSITES: ReadonlySet<string> = new Set(['eq', 'neq', 'in', 'not_in', 'contains', 'not_contains'])

function valueEdits({ at, value: { path, op, value } }: Part<Comparison>): readonly Edit[] {
  const place = [...at, 'value']
  if (typeof value === 'number' && NUMERIC.has(op)) {
    return [value + 1, value - 1]
      .filter((other) => other >= 0 || value < 0)
      .map((other) => ({ at: place, to: other, says: `${path}: ${other} instead of ${value}` }))
  }
  if (isArray(value) && value.length > 1 && (op === 'in' || op === 'not_in')) {
    return value.map((element, index) => ({
      at: [...place, index],
      to: undefined,
      says: `${path} ${op}: without ${JSON.stringify(element)}`,
    }))
  }
  return op === 'regex' && typeof value === 'string' ? anchorEdits(value, path, place) : []
}

/** A pattern that is not anchored finds its text anywhere. */
function anchorEdits(pattern: string, path: string, at: Edit['at']): readonly Edit[] {
  const loose: readonly (readonly [string, string])[] = [
    [pattern.replace(/^\^/, ''), 'at the beginning'],
    [pattern.replace(/(?<!\\)\$$/, ''), 'at the end'],
  ]
  return loose
    .filter(([without]) => without !== pattern && without !== '')
    .map(([without, where]) => ({ at, to: without, says: `${path}: the pattern not anchored ${where}` }))
}
