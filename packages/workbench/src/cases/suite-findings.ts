/** What the form finds wrong with a file of cases, said so that it can be mended. */
import { suggest } from '@portcullis/engine'
import type * as z from 'zod'
import type { Path } from '../yaml/place.ts'
import type { SuiteFinding } from './read-suite.ts'
import { ASKING_KEYS } from './suite.ts'
import { keysAt } from './suite-keys.ts'

type Issue = z.core.$ZodIssue

/** A choice of forms whose type is not even right. */
const FAR = 1_000

/** Turns the schema's issues into findings. */
export function suiteFindings(issues: readonly Issue[], value: unknown): readonly SuiteFinding[] {
  return withoutEchoes(issues).flatMap((issue) => findingsOf(issue, [], value))
}

/** A step whose key is misspelt seems to do nothing: that is said once. */
function withoutEchoes(issues: readonly Issue[]): readonly Issue[] {
  const unknown = new Set(issues.flatMap(({ code, path }) => (code === 'unrecognized_keys' ? [path.join('/')] : [])))
  return issues.filter(({ code, path }) => code !== 'custom' || !unknown.has(path.join('/')))
}

function findingsOf(issue: Issue, above: Path, value: unknown): readonly SuiteFinding[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))]
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key]))
  if (issue.code === 'invalid_union') return unionFindings(issue, path, value)
  return [findingOf(issue, path, value)]
}

/** Of a choice of forms, says what is wrong with the one that was most likely meant. */
function unionFindings(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  value: unknown,
): readonly SuiteFinding[] {
  const distances = issue.errors.map(distanceOf)
  const nearest = Math.min(...distances)
  const meant = issue.errors[distances.indexOf(nearest)] ?? []
  if (!existsAt(value, path)) return [missing(path)]
  if (nearest < FAR) return withoutEchoes(meant).flatMap((inner) => findingsOf(inner, path, value))
  return [{ path, code: 'wrong_type', message: `${named(path)} has not the right form.`, remedy: formsOf(issue) }]
}

function formsOf(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const words = issue.errors.flat().flatMap((inner) => {
    if (inner.code === 'invalid_type') return [kindOf(inner.expected)]
    return inner.code === 'invalid_value' ? [`one of ${inner.values.map(String).join(', ')}`] : []
  })
  return `Write ${[...new Set(words)].join(', or ')}.`
}

function distanceOf(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => {
    if (issue.path.length > 0) return sum
    if (issue.code === 'unrecognized_keys') return sum + issue.keys.length
    return issue.code === 'invalid_type' || issue.code === 'invalid_value' ? sum + FAR : sum
  }, 0)
}

function findingOf(issue: Issue, path: Path, value: unknown): SuiteFinding {
  switch (issue.code) {
    case 'invalid_type':
      return existsAt(value, path)
        ? {
            path,
            code: 'wrong_type',
            message: `${named(path)} has the wrong type.`,
            remedy: `Write ${kindOf(issue.expected)}.`,
          }
        : missing(path)
    case 'invalid_value':
      return {
        path,
        code: 'wrong_value',
        message: `${named(path)} has a value that is not known.`,
        remedy: `Write one of: ${issue.values.map(String).join(', ')}.`,
      }
    case 'custom':
      return stepFinding(issue.message, path)
    default:
      return {
        path,
        code: 'wrong_value',
        message: `${named(path)} cannot have this value.`,
        remedy: `${issue.message}. See the reference of cases.yaml.`,
      }
  }
}

function missing(path: Path): SuiteFinding {
  const message = `${named(path.slice(0, -1))} has no \`${path.at(-1)}\`.`
  return { path, code: 'missing_key', message, remedy: 'Add it.' }
}

function stepFinding(message: string, path: Path): SuiteFinding {
  const forms = ASKING_KEYS.map((key) => `\`${key}\``).join(', ')
  return message === 'keys'
    ? { path, at: 'key', code: 'both', message: 'A step is one thing.', remedy: `Keep one of ${forms}.` }
    : { path, code: 'missing_key', message: 'This step does nothing.', remedy: `Add one of ${forms}, or \`after\`.` }
}

function unknownKey(path: Path): SuiteFinding {
  const key = String(path.at(-1))
  const known = keysAt(path.slice(0, -1))
  const meant = suggest(key, known)
  const hint = meant === undefined ? '' : `Did you mean "${meant}"? `
  return {
    path,
    at: 'key',
    code: 'unknown_key',
    message: `${JSON.stringify(key)} is not a key of ${path.length > 1 ? named(path.slice(0, -1)) : 'this file'}.`,
    remedy: known.length === 0 ? 'Remove it.' : `${hint}The keys are ${known.join(', ')}.`,
  }
}

/** `cases[0].when.call`. */
function named(path: Path): string {
  if (path.length === 0) return 'The file'
  return `\`${path.map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at === 0 ? '' : '.'}${step}`)).join('')}\``
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
}

const kindOf = (type: string): string => KINDS[type] ?? type

function existsAt(value: unknown, path: Path): boolean {
  let at: unknown = value
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return false
    at = (at as Readonly<Record<string | number, unknown>>)[step]
  }
  return true
}
