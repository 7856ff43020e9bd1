/** Keywords for arrays and objects (JSON Schema 2020-12, core, section 10.3; validation, sections 6.4 and 6.5; older forms too). */
import type { JsonObject, JsonValue } from '../decide/request.ts'
import { isArray, isObject, own } from '../text/json.ts'
import type { SchemaCompiler } from './schema-compiler.ts'
import { type Effort, fault, type SchemaCheck, type SchemaFault, spend, TOO_MUCH, within } from './schema-fault.ts'
import { firstOf, matcher, size } from './value-keywords.ts'

/** `prefixItems`, `items`, and the older `items` with `additionalItems`. */
export function itemKeywords(schema: JsonObject, compiler: SchemaCompiler): SchemaCheck | undefined {
  const items = own(schema, 'items')
  const old = isArray(items)
  const prefix = (old ? items : listOf(schema, 'prefixItems', compiler)).map((each) => compiler.compile(each))
  const rest = old ? own(schema, 'additionalItems') : items
  const others = rest === undefined ? undefined : compiler.compile(rest)
  if (prefix.length === 0 && others === undefined) return undefined
  return (value, effort) => {
    if (!isArray(value)) return undefined
    if (!spend(effort, value.length)) return TOO_MUCH
    for (const [index, element] of value.entries()) {
      const found = (prefix[index] ?? others)?.(element, effort)
      if (found !== undefined) return within(index, found)
    }
    return undefined
  }
}

/** `minItems`, `maxItems`, `uniqueItems`, `contains` with its bounds. */
export function arrayKeywords(schema: JsonObject, compiler: SchemaCompiler): SchemaCheck | undefined {
  const checks = sizeChecks(schema, compiler, {
    keys: ['minItems', 'maxItems'],
    what: 'elements',
    of: (value) => (isArray(value) ? value.length : undefined),
  })
  if (own(schema, 'uniqueItems') === true) checks.push(isUnique)
  const contained = own(schema, 'contains')
  if (contained !== undefined) checks.push(containsCheck(schema, compiler, contained))
  return firstOf(checks)
}

function isUnique(value: JsonValue, effort: Effort): SchemaFault | undefined {
  if (!isArray(value)) return undefined
  const seen = new Set<string>()
  for (const element of value) {
    const text = canonical(element)
    effort.left -= text.length + 8
    if (effort.left < 0) return TOO_MUCH
    if (seen.has(text)) return fault('must have no two equal elements')
    seen.add(text)
  }
  return undefined
}

/** Equal for equal values, whatever the order of their members. */
function canonical(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`)
  return `{${members.join(',')}}`
}

function containsCheck(schema: JsonObject, compiler: SchemaCompiler, contained: JsonValue): SchemaCheck {
  const check = compiler.compile(contained)
  const least = size(schema, 'minContains', compiler) ?? 1
  const most = size(schema, 'maxContains', compiler) ?? Number.POSITIVE_INFINITY
  const wrong = fault('must contain the elements that the schema wants, in the number that it wants')
  return (value, effort) => {
    if (!isArray(value)) return undefined
    if (!spend(effort, value.length)) return TOO_MUCH
    const count = value.filter((element) => check(element, effort) === undefined).length
    if (effort.left < 0) return TOO_MUCH
    return count >= least && count <= most ? undefined : wrong
  }
}

/** `required`, `minProperties`, `maxProperties`, `propertyNames`, and what depends on what. */
export function objectKeywords(schema: JsonObject, compiler: SchemaCompiler): SchemaCheck | undefined {
  const checks = sizeChecks(schema, compiler, {
    keys: ['minProperties', 'maxProperties'],
    what: 'members',
    of: (value, effort) => {
      if (!isObject(value)) return undefined
      const { length } = Object.keys(value)
      spend(effort, length)
      return length
    },
  })
  const required = namesOf(own(schema, 'required'), compiler)
  if (required.length > 0) checks.push((value) => (isObject(value) ? missing(value, required) : undefined))
  const names = own(schema, 'propertyNames')
  if (names !== undefined) checks.push(nameCheck(compiler.compile(names)))
  for (const key of ['dependentRequired', 'dependentSchemas', 'dependencies']) {
    for (const [name, then] of membersOf(schema, key, compiler))
      checks.push(dependency(schema, name, { then, compiler }))
  }
  return firstOf(checks)
}

function missing(value: JsonObject, names: readonly string[]): SchemaFault | undefined {
  const name = names.find((each) => !Object.hasOwn(value, each))
  return name === undefined ? undefined : within(name, fault('is missing'))
}

function nameCheck(check: SchemaCheck): SchemaCheck {
  return (value, effort) => {
    if (!isObject(value)) return undefined
    const present = Object.keys(value)
    if (!spend(effort, present.length)) return TOO_MUCH
    for (const name of present) {
      if (check(name, effort) !== undefined)
        return effort.left < 0 ? TOO_MUCH : within(name, fault('is not a name that the schema allows'))
    }
    return undefined
  }
}

interface Dependency {
  readonly then: JsonValue
  readonly compiler: SchemaCompiler
}

function dependency(schema: JsonObject, name: string, { then, compiler }: Dependency): SchemaCheck {
  const names = isArray(then) ? namesOf(then, compiler) : undefined
  const check = names === undefined ? compiler.compileBeside(schema, then) : undefined
  return (value, effort) => {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined
    return check === undefined ? missing(value, names ?? []) : check(value, effort)
  }
}

/** `properties`, `patternProperties`, `additionalProperties`. */
export function memberKeywords(schema: JsonObject, compiler: SchemaCompiler): SchemaCheck | undefined {
  const named = new Map(membersOf(schema, 'properties', compiler).map(([name, each]) => [name, compiler.compile(each)]))
  const patterns = membersOf(schema, 'patternProperties', compiler).flatMap(([pattern, each]) => {
    const fits = matcher(pattern, compiler)
    return fits === undefined ? [] : [{ fits, check: compiler.compile(each) }]
  })
  const others = own(schema, 'additionalProperties')
  const additional = others === undefined ? undefined : compiler.compile(others)
  if (named.size === 0 && patterns.length === 0 && additional === undefined) return undefined
  const judge = (name: string, member: JsonValue, effort: Effort): SchemaFault | undefined => {
    const own = named.get(name)
    let found = own?.(member, effort)
    let isKnown = own !== undefined
    for (const { fits, check } of patterns) {
      if (found !== undefined || !fits(name, effort)) continue
      isKnown = true
      found = check(member, effort)
    }
    if (effort.left < 0) return TOO_MUCH
    return isKnown ? found : additional?.(member, effort)
  }
  return (value, effort) => {
    if (!isObject(value)) return undefined
    const present = Object.keys(value)
    if (!spend(effort, present.length)) return TOO_MUCH
    for (const name of present) {
      const found = judge(name, value[name] ?? null, effort)
      if (found !== undefined) return within(name, found)
    }
    return undefined
  }
}

interface Sized {
  readonly keys: readonly [string, string]
  readonly what: string
  readonly of: (value: JsonValue, effort: Effort) => number | undefined
}

function sizeChecks(schema: JsonObject, compiler: SchemaCompiler, { keys, what, of }: Sized): SchemaCheck[] {
  const [lower, upper] = keys
  const least = size(schema, lower, compiler)
  const most = size(schema, upper, compiler)
  const checks: SchemaCheck[] = []
  if (least !== undefined) {
    const wrong = fault(`must have at least ${least} ${what}`)
    checks.push((value, effort) => ((of(value, effort) ?? least) >= least ? undefined : wrong))
  }
  if (most !== undefined) {
    const wrong = fault(`must have at most ${most} ${what}`)
    checks.push((value, effort) => ((of(value, effort) ?? most) <= most ? undefined : wrong))
  }
  return checks
}

function namesOf(value: JsonValue | undefined, compiler: SchemaCompiler): readonly string[] {
  if (value === undefined) return []
  const names = isArray(value) ? value.filter((name) => typeof name === 'string') : []
  if (!isArray(value) || names.length !== value.length) compiler.flawed('a list of names is not one')
  return names
}

function membersOf(
  schema: JsonObject,
  key: string,
  compiler: SchemaCompiler,
): readonly (readonly [string, JsonValue])[] {
  const value = own(schema, key)
  if (value === undefined) return []
  if (isObject(value)) return Object.entries(value)
  compiler.flawed(`"${key}" is not an object`)
  return []
}

function listOf(schema: JsonObject, key: string, compiler: SchemaCompiler): readonly JsonValue[] {
  const value = own(schema, key)
  if (value === undefined) return []
  if (isArray(value)) return value
  compiler.flawed(`"${key}" is not an array`)
  return []
}
