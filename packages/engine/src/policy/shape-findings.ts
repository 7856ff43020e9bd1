/** What the schema finds, said in the language's own words. */
import type * as z from 'zod'
import { isArray, isObject } from '../text/json.ts'
import { suggest } from '../text/suggest.ts'
import type { Finding, Flaw } from './problem.ts'
import { raisedFlaw } from './schema-check.ts'
import { didYouMean, placeOf } from './vocabulary.ts'

type Issue = z.core.$ZodIssue
type Path = readonly (string | number)[]

/** A value that is not there at all. */
const ABSENT = Symbol('absent')

/** How a missing key may be written. */
const EXAMPLES: Readonly<Record<string, string>> = {
  version: '"version": "1"',
  default: '"default": "deny"',
  conditions: '"conditions": []',
  path: '"path": "args.amount"',
  op: '"op": "lte"',
  value: '"value": 500',
  counter: '"counter": "calls"',
  window: '"window": "minute"',
  max: '"max": 30',
}

/** Turns the schema's issues into findings. */
export function shapeFindings(issues: readonly Issue[], document: unknown): readonly Finding[] {
  return issues.flatMap((issue) => findingsOf(issue, [], document))
}

function findingsOf(issue: Issue, above: Path, document: unknown): readonly Finding[] {
  const path = [...above, ...issue.path.map((segment) => (typeof segment === 'symbol' ? String(segment) : segment))]
  const raised = raisedFlaw(issue)
  if (raised !== undefined) return [error(path, raised)]
  const value = valueAt(document, path)
  if (value === ABSENT) return [error(path, missing(path))]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.filter(isOwn).map((key) => ({ ...error([...path, key], unknownKey(path, key)), atKey: true }))
    case 'invalid_union':
      return unionFindings(issue, path, document)
    case 'invalid_key':
      return issue.issues.map((inner) => ({
        ...error(path, raisedFlaw(inner) ?? otherFlaw(inner, path, value)),
        atKey: true,
      }))
    default:
      return [error(path, otherFlaw(issue, path, value))]
  }
}

/** A key of that name was refused when the text was read. */
function isOwn(key: string): boolean {
  return key !== '__proto__'
}

function error(path: Path, flaw: Flaw): Finding {
  return { severity: 'error', path, ...flaw }
}

function valueAt(document: unknown, path: Path): unknown {
  let value: unknown = document
  for (const segment of path) {
    const container = isArray(value) || isObject(value) ? value : {}
    if (!Object.hasOwn(container, segment)) return ABSENT
    value = (container as Readonly<Record<string | number, unknown>>)[segment]
  }
  return value
}

function missing(path: Path): Flaw {
  const key = String(path.at(-1))
  const example = Object.hasOwn(EXAMPLES, key) ? EXAMPLES[key] : `"${key}"`
  return {
    code: 'missing_key',
    message: `${placeOf(path.slice(0, -1)).name} needs "${key}"`,
    remedy: `Add ${example}.`,
  }
}

function unknownKey(path: Path, key: string): Flaw {
  const place = placeOf(path)
  if (place.keys.includes(key)) {
    return {
      code: 'unknown_key',
      message: `"${key}" does not go with the other keys of ${place.name}`,
      remedy:
        place.name === 'a condition' ? 'A condition is one of: path, op and value; any; all; not.' : 'Keep one form.',
    }
  }
  return {
    code: 'unknown_key',
    message: `${place.name} has no "${key}"`,
    remedy: `${didYouMean(place, key)}The keys are ${place.keys.join(', ')}.`,
  }
}

/** Of a choice of forms, says what is wrong with the one that was most likely meant. */
function unionFindings(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  document: unknown,
): readonly Finding[] {
  const distances = issue.errors.map((branch) => distanceOf(branch, path, document))
  const nearest = Math.min(...distances)
  const meant = issue.errors[distances.indexOf(nearest)] ?? []
  if (nearest < FAR) return meant.flatMap((inner) => findingsOf(inner, path, document))
  const expected = issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_type' ? [inner.expected] : []))
  return [error(path, wrongType(expected, path, valueAt(document, path)))]
}

/** The distance of a value that is not even of the right type. */
const FAR = 1_000

/** How far a value is from a form: keys that the form does not know, and whether it lacks any. */
function distanceOf(issues: readonly Issue[], path: Path, document: unknown): number {
  let distance = 0
  let lacks = 0
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) distance += issue.keys.length
    else if (issue.code === 'invalid_type' && issue.path.length === 0) distance += FAR
    else if (issue.path.length === 1 && valueAt(document, [...path, ...issue.path.map(String)]) === ABSENT) lacks = 1
  }
  return distance + lacks
}

function otherFlaw(issue: Issue, path: Path, value: unknown): Flaw {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType([issue.expected], path, value)
    case 'invalid_value':
      return wrongValue(issue.values.map(String), path, value)
    case 'too_big':
      return outOfBounds(issue.origin, 'most', issue.maximum, path)
    case 'too_small':
      return outOfBounds(issue.origin, 'least', issue.minimum, path)
    default:
      return {
        code: 'bad_value',
        message: `${label(path)} is not written as it should be`,
        remedy: 'See its description in the reference.',
      }
  }
}

function outOfBounds(origin: string, bound: 'most' | 'least', limit: number | bigint, path: Path): Flaw {
  const unit = origin === 'string' ? ' characters' : origin === 'array' ? ' elements' : ''
  const [small, large] = unit === '' ? ['too small', 'too large'] : ['too short', 'too long']
  const message = `${label(path)} is ${bound === 'most' ? large : small}`
  return { code: 'bad_value', message, remedy: `Use at ${bound} ${limit}${unit}.` }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
}

function wrongType(expected: readonly string[], path: Path, value: unknown): Flaw {
  const wanted = [...new Set(expected)].map((type) => TYPES[type] ?? type).join(' or ')
  const found = wanted === TYPES['int'] && typeof value === 'number' ? 'not a whole number' : typeName(value)
  return { code: 'wrong_type', message: `${label(path)} is ${found}`, remedy: `Write ${wanted}.` }
}

function wrongValue(allowed: readonly string[], path: Path, value: unknown): Flaw {
  const near = typeof value === 'string' ? suggest(value, allowed) : undefined
  const hint = near === undefined ? '' : `Did you mean "${near}"? `
  const remedy = `${hint}Write ${allowed.map((each) => `"${each}"`).join(', ')}${allowed.length > 1 ? ': one of these' : ''}.`
  return { code: 'bad_value', message: `${label(path)} is ${shown(value)}`, remedy }
}

function label(path: Path): string {
  const key = path.at(-1)
  if (key === undefined) return 'the document'
  return typeof key === 'number' ? `element ${key}` : `"${key}"`
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (isArray(value)) return 'an array'
  return TYPES[typeof value] ?? typeof value
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 64)) : typeName(value)
}
