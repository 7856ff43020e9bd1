/**
 * The filter language of list tools: `equals(email,"ada@example.com")`, `greater-than(created,2026-01-01)`,
 * `any(status,["live","draft"])`, joined by commas (all must hold) or by `and(…)`, `or(…)`, `not(…)`.
 */
import { comparison } from './comparison.ts'
import type { Json, Resource } from './resource.ts'
import { TextReader, Unreadable } from './text-reader.ts'

/** Whether a resource is wanted. */
export type Predicate = (resource: Resource) => boolean

/** Longest filter text, in UTF-16 units. */
const MAX_LENGTH = 4096
const MAX_DEPTH = 8
const NAME = /[a-z-]+/y
const FIELD = /[A-Za-z0-9_$.-]+/y
const BARE = /[^,()[\]"']+/y
const QUOTED = /"(?:[^"\\]|\\.)*"/y

/** Reads a filter; the error of an unreadable one says where it stopped making sense. */
export function parseFilter(text: string): { readonly test: Predicate } | { readonly error: string } {
  if (text.length > MAX_LENGTH) return { error: `The filter is longer than ${MAX_LENGTH} characters.` }
  const reader = new TextReader(text)
  try {
    const test = all(terms(reader, 0))
    reader.end()
    return { test }
  } catch (cause) {
    if (cause instanceof Unreadable) return { error: cause.message }
    throw cause
  }
}

function terms(reader: TextReader, depth: number): Predicate[] {
  const found = [term(reader, depth)]
  while (reader.takes(',')) found.push(term(reader, depth))
  return found
}

function term(reader: TextReader, depth: number): Predicate {
  if (depth >= MAX_DEPTH) reader.fail('less nesting')
  const name = reader.need(NAME, 'an operator such as equals')
  const read = combination(name) ?? condition(name) ?? reader.fail(`a known operator instead of ${name}`)
  reader.needs('(')
  const test = read(reader, depth + 1)
  reader.needs(')')
  return test
}

/** Reads what is in the brackets of an operator. */
type Operands = (reader: TextReader, depth: number) => Predicate

function combination(name: string): Operands | undefined {
  switch (name) {
    case 'and':
      return (reader, depth) => all(terms(reader, depth))
    case 'or':
      return (reader, depth) => some(terms(reader, depth))
    case 'not':
      return (reader, depth) => not(term(reader, depth))
    default:
      return undefined
  }
}

function condition(name: string): Operands | undefined {
  const compare = comparison(name)
  if (compare === undefined) return undefined
  return (reader) => {
    const path = reader.need(FIELD, 'a field').split('.')
    if (name === 'has') return (resource) => compare(field(resource, path), null)
    reader.needs(',')
    const wanted = literal(reader)
    return (resource) => compare(field(resource, path), wanted)
  }
}

function some(tests: readonly Predicate[]): Predicate {
  return (resource) => tests.some((test) => test(resource))
}

function not(test: Predicate): Predicate {
  return (resource) => !test(resource)
}

function all(tests: readonly Predicate[]): Predicate {
  return (resource) => tests.every((test) => test(resource))
}

function literal(reader: TextReader): Json {
  if (!reader.takes('[')) return scalar(reader)
  const list: Json[] = []
  while (!reader.takes(']')) {
    if (list.length > 0) reader.needs(',')
    list.push(scalar(reader))
  }
  return list
}

function scalar(reader: TextReader): Json {
  const quoted = reader.take(QUOTED)
  if (quoted !== undefined) return parsed(quoted) ?? reader.fail('a JSON string')
  const bare = reader.need(BARE, 'a value').trim()
  const value = parsed(bare)
  return value === undefined ? bare : value
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function field(resource: Resource, path: readonly string[]): Json | undefined {
  if (path.length === 1 && path[0] === 'id') return resource.id
  let value: Json | undefined = resource.attributes
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as { readonly [name: string]: Json })[name]
  }
  return value
}
