/** From the findings of zod to problems that say what to write instead. */
import type { z } from 'zod'
import { type JsonSchema, schemaAt } from './json-schema.ts'
import { didYouMean } from './nearest.ts'
import type { Finding, Path } from './problem.ts'

type Issue = z.core.$ZodIssue

/**
 * The findings behind the issues of a configuration that has not the right form.
 * @param issues but for keys named `__proto__`, which the caller looks for by itself
 * @param value what was judged: tells a missing member from one of the wrong type
 */
export function findingsOf(issues: readonly Issue[], value: unknown): readonly Finding[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === 'symbol' ? step.toString() : step))
    if (issue.code === 'unrecognized_keys')
      return issue.keys.filter((key) => key !== '__proto__').map((key) => unknownKey([...path, key]))
    return [findingOf(issue, path, value)]
  })
}

function findingOf(issue: Issue, path: Path, value: unknown): Finding {
  const schema = schemaAt(path)
  switch (issue.code) {
    case 'invalid_type':
      return existsAt(value, path) ? wrongType(path, schema) : missing(path, schema)
    case 'invalid_key':
      return wrongName(path)
    case 'invalid_value':
      return {
        path,
        code: 'wrong_value',
        message: `\`${nameOf(path)}\` has a value that it does not know.`,
        remedy: instead(schema),
      }
    case 'too_small':
    case 'too_big':
      return { path, code: 'out_of_range', message: `\`${nameOf(path)}\` is ${bound(issue)}.`, remedy: instead(schema) }
    case 'custom':
      return { path, code: 'wrong_value', message: issue.message, remedy: remedyOf(issue) ?? instead(schema) }
    default:
      return {
        path,
        code: 'wrong_value',
        message: `\`${nameOf(path)}\` has not the right form.`,
        remedy: instead(schema),
      }
  }
}

/** Keys that people write, and that mean a secret. */
const secretKeys = new Set(['token', 'secret', 'password', 'api_key'])

function unknownKey(path: Path): Finding {
  const key = String(path.at(-1))
  const parent = schemaAt(path.slice(0, -1))
  const known = Object.keys(parent?.properties ?? {})
  if (path[0] === 'grants' && secretKeys.has(key)) {
    return {
      path,
      at: 'key',
      code: 'raw_token',
      message: `A grant has no \`${key}\`: the file holds digests only.`,
      remedy: 'Put the SHA-256 of the token into `token_sha256`; `portcullis grant new` prints both.',
    }
  }
  return {
    path,
    at: 'key',
    code: 'unknown_key',
    message: `${JSON.stringify(key)} is not a key of ${path.length > 1 ? `\`${nameOf(path.slice(0, -1))}\`` : 'this file'}.${didYouMean(key, known)}`,
    remedy: known.length === 0 ? 'Remove it.' : `Remove it, or write one of: ${known.join(', ')}.`,
  }
}

function wrongName(path: Path): Finding {
  const names = schemaAt(path.slice(0, -1))?.propertyNames
  return {
    path,
    at: 'key',
    code: 'wrong_name',
    message: `${JSON.stringify(path.at(-1))} cannot be a name in \`${nameOf(path.slice(0, -1))}\`.`,
    remedy:
      names?.pattern === undefined ? 'Write a shorter name, not empty.' : `Write a name of the form ${names.pattern}.`,
  }
}

function missing(path: Path, schema: JsonSchema | undefined): Finding {
  const parent = path.slice(0, -1)
  const where = parent.length === 0 ? 'The file' : `\`${nameOf(parent)}\``
  return { path, code: 'missing_key', message: `${where} has no \`${path.at(-1)}\`.`, remedy: instead(schema) }
}

function wrongType(path: Path, schema: JsonSchema | undefined): Finding {
  const what = path.length === 0 ? 'The file' : `\`${nameOf(path)}\``
  return { path, code: 'wrong_type', message: `${what} has to be ${kindOf(schema)}.`, remedy: instead(schema) }
}

/** `servers.shop.url`, `grants[0].id`. */
function nameOf(path: Path): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${step}`)).join('')
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
}

function kindOf(schema: JsonSchema | undefined): string {
  const types = typeof schema?.type === 'string' ? [schema.type] : (schema?.type ?? [])
  const words = types.map((type) => kinds[type] ?? type)
  return words.length === 0 ? 'a mapping' : words.join(' or ')
}

/** What to write, from the schema: an example, the choices, the standard value, or what the field means. */
function instead(schema: JsonSchema | undefined): string {
  if (schema?.enum !== undefined) return `Write one of: ${schema.enum.join(', ')}.`
  const example = schema?.examples?.[0] ?? schema?.default
  if (typeof example === 'string') return `Write, for example, "${example}".`
  if (typeof example === 'number')
    return `Write a whole number from ${schema?.minimum} to ${schema?.maximum}, for example ${example}.`
  return (
    schema?.description ?? (schema?.type === 'string' ? 'Write it in quotes.' : 'Write sections such as `servers`.')
  )
}

function bound(issue: Issue & { readonly code: 'too_small' | 'too_big' }): string {
  if (issue.code === 'too_small') return issue.origin === 'string' ? 'empty' : `less than ${issue.minimum}`
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' elements' : ''
  return `more than ${issue.maximum}${unit}`
}

function remedyOf(issue: Issue & { readonly code: 'custom' }): string | undefined {
  const remedy: unknown = issue.params?.['remedy']
  return typeof remedy === 'string' ? remedy : undefined
}

function existsAt(value: unknown, path: Path): boolean {
  let at: unknown = value
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return false
    at = (at as Readonly<Record<string | number, unknown>>)[step]
  }
  return true
}
