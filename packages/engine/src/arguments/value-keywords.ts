/** Keywords for a value as a whole, for numbers and for strings (JSON Schema 2020-12, validation, section 6). */
import { RE2JS } from 're2js'
import type { JsonObject, JsonValue } from '../decide/request.ts'
import { deepEqual, isArray, isObject, own } from '../text/json.ts'
import { isMultiple } from './multiple.ts'
import type { SchemaCompiler } from './schema-compiler.ts'
import { fault, type SchemaCheck, spend, type TextMatcher, TOO_MUCH } from './schema-fault.ts'

const TYPES: Readonly<Record<string, { readonly is: (value: JsonValue) => boolean; readonly name: string }>> = {
  null: { is: (value) => value === null, name: 'null' },
  boolean: { is: (value) => typeof value === 'boolean', name: 'true or false' },
  string: { is: (value) => typeof value === 'string', name: 'a string' },
  number: { is: (value) => typeof value === 'number', name: 'a number' },
  integer: { is: (value) => Number.isInteger(value), name: 'a whole number' },
  array: { is: isArray, name: 'an array' },
  object: { is: isObject, name: 'an object' },
}

/** Names of values that a sentence lists. */
const MOST_NAMED = 10
/** No pattern is longer, in UTF-16 code units. */
const LONGEST_PATTERN = 2_048
/** What all patterns of a schema may cost to prepare: a tenth of a second or so. Equal ones are prepared once. */
const MOST_PATTERN_WORK = 100_000
/** Of one pattern, beside its length and its instructions. */
const PATTERN_WORK = 200
/** Characters of a text times instructions of a pattern, for one step of effort. */
const MATCHED_PER_STEP = 256

/** `type`. */
export function typeKeyword(schema: JsonObject, compiler: SchemaCompiler): SchemaCheck | undefined {
  const written = own(schema, 'type')
  if (written === undefined) return undefined
  const names = isArray(written) ? [...new Set(written)] : [written]
  const types = names.flatMap((name) =>
    typeof name === 'string' && Object.hasOwn(TYPES, name) ? (TYPES[name] ?? []) : [],
  )
  if (types.length !== names.length || types.length === 0) return compiler.flawed('it names a type that does not exist')
  const wrong = fault(`must be ${types.map(({ name }) => name).join(' or ')}`)
  return (value) => (types.some(({ is }) => is(value)) ? undefined : wrong)
}

/** `enum` and `const`. */
export function choiceKeywords(schema: JsonObject, compiler: SchemaCompiler): SchemaCheck | undefined {
  const choices = own(schema, 'enum')
  if (choices !== undefined && !isArray(choices)) return compiler.flawed('"enum" is not an array')
  const single = own(schema, 'const')
  if (choices === undefined && single === undefined) return undefined
  const all = single === undefined ? (choices ?? []) : [single]
  const wrong = fault(`must be ${all.length === 1 ? '' : 'one of '}${named(all)}`)
  const isOne = (value: JsonValue, among: readonly JsonValue[]): boolean =>
    among.some((choice) => deepEqual(choice, value))
  const structures = all.filter((choice) => typeof choice === 'object').length
  return (value, effort) => {
    const steps = structures === 0 ? 0 : structures * partsOf(value)
    if (!spend(effort, all.length + steps)) return TOO_MUCH
    return isOne(value, all) && (choices === undefined || isOne(value, choices)) ? undefined : wrong
  }
}

/** Values in a value, itself included: comparing takes no longer. */
function partsOf(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 1
  return (isArray(value) ? value : Object.values(value)).reduce<number>((sum, part) => sum + partsOf(part), 1)
}

function named(values: readonly JsonValue[]): string {
  const shown = values.slice(0, MOST_NAMED).map((value) => JSON.stringify(value).slice(0, 64))
  return `${shown.join(', ')}${values.length > MOST_NAMED ? ' …' : ''}`
}

const BOUNDS = {
  minimum: { holds: (value: number, bound: number) => value >= bound, says: 'at least' },
  maximum: { holds: (value: number, bound: number) => value <= bound, says: 'at most' },
  exclusiveMinimum: { holds: (value: number, bound: number) => value > bound, says: 'more than' },
  exclusiveMaximum: { holds: (value: number, bound: number) => value < bound, says: 'less than' },
  multipleOf: { holds: isMultiple, says: 'a multiple of' },
} as const

/** `minimum` and its kin. */
export function numberKeywords(schema: JsonObject, compiler: SchemaCompiler): SchemaCheck | undefined {
  const checks = Object.entries(BOUNDS).flatMap(([key, { holds, says }]): readonly SchemaCheck[] => {
    const bound = own(schema, key)
    if (bound === undefined) return []
    if (typeof bound !== 'number' || (key === 'multipleOf' && bound <= 0))
      return [compiler.flawed(`"${key}" is not a number that it can be`)]
    const wrong = fault(`must be ${says} ${bound}`)
    return [(value) => (typeof value !== 'number' || holds(value, bound) ? undefined : wrong)]
  })
  return firstOf(checks)
}

/** `minLength`, `maxLength`, `pattern`. Lengths are in code points. */
export function stringKeywords(schema: JsonObject, compiler: SchemaCompiler): SchemaCheck | undefined {
  const least = size(schema, 'minLength', compiler)
  const most = size(schema, 'maxLength', compiler)
  const lengths: SchemaCheck[] = []
  if (least !== undefined) {
    const wrong = fault(`must have at least ${least} characters`)
    lengths.push((value) => (typeof value !== 'string' || isAtLeast(value, least) ? undefined : wrong))
  }
  if (most !== undefined) {
    const wrong = fault(`must have at most ${most} characters`)
    lengths.push((value) => (typeof value !== 'string' || !isAtLeast(value, most + 1) ? undefined : wrong))
  }
  const pattern = patternCheck(schema, compiler)
  return firstOf(pattern === undefined ? lengths : [...lengths, pattern])
}

function patternCheck(schema: JsonObject, compiler: SchemaCompiler): SchemaCheck | undefined {
  const pattern = own(schema, 'pattern')
  if (pattern === undefined) return undefined
  const matches = matcher(pattern, compiler)
  if (matches === undefined) return undefined
  const wrong = fault(`must match the pattern ${JSON.stringify(String(pattern).slice(0, 128))}`)
  return (value, effort) => {
    if (typeof value !== 'string') return undefined
    const found = matches(value, effort)
    if (effort.left < 0) return TOO_MUCH
    return found ? undefined : wrong
  }
}

/** Prepares a pattern; it is found anywhere in a text, in time linear in it. Undefined, with a flaw, where it cannot be. */
export function matcher(pattern: JsonValue, compiler: SchemaCompiler): TextMatcher | undefined {
  if (typeof pattern !== 'string' || pattern.length > LONGEST_PATTERN) {
    compiler.flawed('a pattern is no text, or too long')
    return undefined
  }
  const known = compiler.patterns.get(pattern)
  if (known !== undefined) return known
  if (compiler.patternWork > MOST_PATTERN_WORK) {
    compiler.flawed('it has more patterns, or larger ones, than are judged')
    return undefined
  }
  const match = prepared(pattern)
  if (match === undefined) {
    compiler.flawed('a pattern cannot be matched in linear time')
    return undefined
  }
  compiler.patternWork += PATTERN_WORK + pattern.length + match.instructions
  compiler.patterns.set(pattern, match.matches)
  return match.matches
}

function prepared(pattern: string): { readonly matches: TextMatcher; readonly instructions: number } | undefined {
  try {
    const regex = RE2JS.compile(pattern.replace(/\\u([0-9A-Fa-f]{4})/g, '\\x{$1}'))
    const instructions = regex.programSize()
    const cost = instructions / MATCHED_PER_STEP
    return {
      matches: (text, effort) => spend(effort, Math.ceil(text.length * cost)) && regex.test(text),
      instructions,
    }
  } catch {
    return undefined
  }
}

/** A keyword whose value is a non-negative whole number. */
export function size(schema: JsonObject, key: string, compiler: SchemaCompiler): number | undefined {
  const written = own(schema, key)
  if (written === undefined) return undefined
  if (typeof written === 'number' && Number.isSafeInteger(written) && written >= 0) return written
  compiler.flawed(`"${key}" is not a size`)
  return undefined
}

/** Whether a text has so many code points. */
function isAtLeast(text: string, count: number): boolean {
  if (text.length < count) return false
  if (text.length >= 2 * count) return true
  let points = 0
  for (const _character of text) points += 1
  return points >= count
}

/** The first fault of several cheap checks. */
export function firstOf(checks: readonly SchemaCheck[]): SchemaCheck | undefined {
  if (checks.length < 2) return checks[0]
  return (value, effort) => {
    if (!spend(effort, checks.length - 1)) return TOO_MUCH
    for (const check of checks) {
      const found = check(value, effort)
      if (found !== undefined) return found
    }
    return undefined
  }
}
