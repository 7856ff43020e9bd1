/** A schema while it is being prepared: what was met so far, and what of it cannot be judged. */
import type { JsonObject, JsonValue } from '../decide/request.ts'
import { isObject, own } from '../text/json.ts'
import { every, fault, type SchemaCheck, type TextMatcher } from './schema-fault.ts'

/** Schemas within a schema; a larger one is not judged by. */
const MOST_SCHEMAS = 5_000
/** Schemas within each other. */
const DEEPEST = 64

const nothingFits: SchemaCheck = () => fault('must not be there')
const anythingFits: SchemaCheck = () => undefined

/** Prepares what one group of keywords says; undefined where none of them stands in the schema. */
export type Keywords = (schema: JsonObject, compiler: SchemaCompiler) => SchemaCheck | undefined

/** Prepares one schema document. Everything that is wrong with it is collected, and makes it useless as a whole. */
export class SchemaCompiler {
  readonly flaws: string[] = []
  /** Patterns that were prepared so far, as they are written. */
  readonly patterns: Map<string, TextMatcher> = new Map()
  /** What that cost. */
  patternWork = 0
  readonly #root: JsonObject
  readonly #keywords: readonly Keywords[]
  readonly #known = new Map<JsonObject, SchemaCheck>()
  /** Which schemas judge the very value that another one judges: a circle of those has no end. */
  readonly #beside = new Map<JsonObject, Set<JsonObject>>()
  #depth = 0

  constructor(root: JsonObject, keywords: readonly Keywords[]) {
    this.#root = root
    this.#keywords = keywords
  }

  /** What the whole document says. */
  whole(): SchemaCheck {
    const check = this.compile(this.#root)
    if (this.flaws.length === 0 && this.#hasCircle()) this.flaws.push('a schema refers to itself without end')
    return check
  }

  /** Prepares a schema that stands within the document. */
  compile(schema: JsonValue | undefined): SchemaCheck {
    if (schema === true) return anythingFits
    if (schema === false) return nothingFits
    if (!isObject(schema)) return this.flawed('a schema is neither an object nor true or false')
    const known = this.#known.get(schema)
    if (known !== undefined) return known
    if (this.#known.size >= MOST_SCHEMAS || this.#depth >= DEEPEST)
      return this.flawed('it is too large or too deeply nested')
    // Whoever refers back to this one while it is being prepared, finds it when it is run.
    let found: SchemaCheck = anythingFits
    this.#known.set(schema, (value, effort) => found(value, effort))
    this.#depth += 1
    const parts = this.#keywords.flatMap((keywords) => keywords(schema, this) ?? [])
    this.#depth -= 1
    found = parts.length === 0 ? anythingFits : every(parts)
    this.#known.set(schema, found)
    return found
  }

  /** The same for a schema that judges the same value as `by` does. */
  compileBeside(by: JsonObject, schema: JsonValue | undefined): SchemaCheck {
    if (isObject(schema)) {
      const others = this.#beside.get(by) ?? new Set()
      this.#beside.set(by, others.add(schema))
    }
    return this.compile(schema)
  }

  /** The schema that a reference means: only those of this document are ever looked at. */
  resolve(reference: string): JsonValue | undefined {
    const id = own(this.#root, '$id')
    const local = typeof id === 'string' && reference.startsWith(id) ? reference.slice(id.length) : reference
    if (local === '' || local === '#') return this.#root
    if (!local.startsWith('#/')) return undefined
    let at: JsonValue | undefined = this.#root
    for (const step of stepsOf(local.slice(2))) {
      if (isObject(at)) at = own(at, step)
      else if (Array.isArray(at)) at = /^(?:0|[1-9][0-9]{0,5})$/.test(step) ? at[Number(step)] : undefined
      else return undefined
    }
    return at
  }

  /** Notes what cannot be judged. */
  flawed(what: string): SchemaCheck {
    if (this.flaws.length < 10) this.flaws.push(what)
    return anythingFits
  }

  #hasCircle(): boolean {
    const done = new Set<JsonObject>()
    const under = new Set<JsonObject>()
    const visit = (schema: JsonObject): boolean => {
      if (under.has(schema)) return true
      if (done.has(schema)) return false
      under.add(schema)
      const isCircle = [...(this.#beside.get(schema) ?? [])].some(visit)
      under.delete(schema)
      done.add(schema)
      return isCircle
    }
    return [...this.#beside.keys()].some(visit)
  }
}

/** Steps of a JSON Pointer in a fragment (RFC 6901, section 6). */
function stepsOf(pointer: string): readonly string[] {
  return pointer.split('/').map((step) => decoded(step).replaceAll('~1', '/').replaceAll('~0', '~'))
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}
