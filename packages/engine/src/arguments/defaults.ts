/** Values that a schema gives to what is absent. */
import type { JsonObject, JsonValue } from '../decide/request.ts'
import { isArray, isObject, own } from '../text/json.ts'
import type { SchemaCompiler } from './schema-compiler.ts'
import { type Effort, type SchemaCheck, spend } from './schema-fault.ts'

/** Gives a value its absent members; the same value where none is absent. */
export type Fill = (value: JsonValue, effort: Effort) => JsonValue

/** Schemas that are looked at within each other: while they are prepared, and again for a value. */
const DEEPEST = 500

/**
 * Prepares the defaults of a schema: of members at any depth, of elements, through references and `allOf`, and within
 * defaults. Of several forms (`anyOf`, `oneOf`) it is the one that fits alone, if there is one, that gives them.
 */
export function compileDefaults(schema: JsonValue, compiler: SchemaCompiler): Fill {
  return new DefaultsCompiler(compiler).fillOf(schema)
}

const nothing: Fill = (value) => value

/** On doubt nothing is judged. */
const tooDeep: Fill = (value, effort) => {
  effort.left = -1
  return value
}

class DefaultsCompiler {
  readonly #compiler: SchemaCompiler
  readonly #fills = new Map<JsonObject, Fill>()
  readonly #standards = new Map<JsonObject, JsonValue | undefined>()
  #depth = 0

  constructor(compiler: SchemaCompiler) {
    this.#compiler = compiler
  }

  fillOf(schema: JsonValue | undefined): Fill {
    if (!isObject(schema)) return nothing
    const before = this.#fills.get(schema)
    if (before !== undefined) return before
    if (this.#depth >= DEEPEST) return tooDeep
    // Whoever refers back to this one while it is being prepared, finds it when it is run.
    let found = nothing
    this.#fills.set(schema, (value, effort) => found(value, effort))
    this.#depth += 1
    const fills = this.#partsOf(schema).filter((fill) => fill !== nothing)
    this.#depth -= 1
    found = fills.length === 0 ? nothing : inTurn(fills)
    this.#fills.set(schema, found)
    return found
  }

  #partsOf(schema: JsonObject): readonly Fill[] {
    return [
      ...this.#besides(schema).map((part) => this.fillOf(part)),
      this.#formsFill(own(schema, 'anyOf')),
      this.#formsFill(own(schema, 'oneOf')),
      this.#membersFill(schema),
      this.#elementsFill(schema),
    ]
  }

  /** Schemas that hold for the same value, whatever it is. */
  #besides(schema: JsonObject): readonly (JsonValue | undefined)[] {
    const reference = own(schema, '$ref')
    const all = own(schema, 'allOf')
    return [...(typeof reference === 'string' ? [this.#compiler.resolve(reference)] : []), ...(isArray(all) ? all : [])]
  }

  #formsFill(written: JsonValue | undefined): Fill {
    if (!isArray(written)) return nothing
    const forms = written.map((form) => ({ fits: this.#compiler.compile(form), fill: this.fillOf(form) }))
    return forms.every(({ fill }) => fill === nothing) ? nothing : byOnlyForm(forms)
  }

  #membersFill(schema: JsonObject): Fill {
    const properties = own(schema, 'properties')
    const named = isObject(properties) ? properties : {}
    const members = Object.entries(named).flatMap(([name, each]): readonly Member[] => {
      const standard = this.#standardOf(each)
      const fill = this.fillOf(each)
      return standard === undefined && fill === nothing ? [] : [{ name, standard, fill }]
    })
    const others = Object.hasOwn(schema, 'patternProperties')
      ? nothing
      : this.fillOf(own(schema, 'additionalProperties'))
    if (members.length === 0 && others === nothing) return nothing
    const isOther = (name: string): boolean => others !== nothing && !Object.hasOwn(named, name)
    return (value, effort) => (isObject(value) ? completed(value, { members, others, isOther }, effort) : value)
  }

  #elementsFill(schema: JsonObject): Fill {
    const items = own(schema, 'items')
    const prefix = isArray(items) ? items : own(schema, 'prefixItems')
    const firsts = isArray(prefix) ? prefix.map((each) => this.fillOf(each)) : []
    const rest = this.fillOf(isArray(items) ? own(schema, 'additionalItems') : items)
    if (rest === nothing && firsts.every((fill) => fill === nothing)) return nothing
    return (value, effort) => {
      if (!isArray(value) || !spend(effort, value.length)) return value
      const filled = value.map((element, index) => (firsts[index] ?? rest)(element, effort))
      return filled.every((element, index) => element === value[index]) ? value : filled
    }
  }

  /** A schema's own default, or that of a schema which holds beside it. */
  #standardOf(schema: JsonValue | undefined): JsonValue | undefined {
    if (!isObject(schema) || this.#depth >= DEEPEST) return undefined
    if (Object.hasOwn(schema, 'default')) return own(schema, 'default')
    if (this.#standards.has(schema)) return this.#standards.get(schema)
    this.#standards.set(schema, undefined)
    this.#depth += 1
    let found: JsonValue | undefined
    for (const part of this.#besides(schema)) found ??= this.#standardOf(part)
    this.#depth -= 1
    this.#standards.set(schema, found)
    return found
  }
}

function inTurn(fills: readonly Fill[]): Fill {
  return (value, effort) => {
    const depth = effort.depth ?? 0
    if (depth >= DEEPEST) return tooDeep(value, effort)
    if (!spend(effort, fills.length)) return value
    effort.depth = depth + 1
    const filled = fills.reduce((before, fill) => fill(before, effort), value)
    effort.depth = depth
    return filled
  }
}

interface Form {
  readonly fits: SchemaCheck
  readonly fill: Fill
}

function byOnlyForm(forms: readonly Form[]): Fill {
  return (value, effort) => {
    if (!spend(effort, forms.length)) return value
    const fitting = forms.filter(({ fits }) => fits(value, effort) === undefined)
    const [only] = fitting
    return only !== undefined && fitting.length === 1 && effort.left >= 0 ? only.fill(value, effort) : value
  }
}

interface Member {
  readonly name: string
  readonly standard: JsonValue | undefined
  readonly fill: Fill
}

interface Members {
  readonly members: readonly Member[]
  /** For members that are not named. */
  readonly others: Fill
  readonly isOther: (name: string) => boolean
}

function completed(value: JsonObject, { members, others, isOther }: Members, effort: Effort): JsonObject {
  if (!spend(effort, members.length)) return value
  const given = members.flatMap(({ name, standard, fill }): readonly Given[] => {
    const present = own(value, name)
    const found = present === undefined ? standard : present
    if (found === undefined) return []
    const filled = fill(found, effort)
    return filled === present ? [] : [[name, filled]]
  })
  const more = others === nothing ? [] : othersGiven(value, { others, isOther }, effort)
  if (given.length + more.length === 0) return value
  return Object.fromEntries([...Object.entries(value), ...given, ...more])
}

type Given = readonly [name: string, value: JsonValue]

function othersGiven(
  value: JsonObject,
  { others, isOther }: Pick<Members, 'others' | 'isOther'>,
  effort: Effort,
): readonly Given[] {
  const entries = Object.entries(value)
  if (!spend(effort, entries.length)) return []
  return entries.flatMap(([name, present]): readonly Given[] => {
    const filled = isOther(name) ? others(present, effort) : present
    return filled === present ? [] : [[name, filled]]
  })
}
