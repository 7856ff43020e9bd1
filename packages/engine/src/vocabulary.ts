/** The words of the language, place by place: those of this version, and those that belong to a later one. */
import { policyJsonSchema } from './json-schema.ts'
import { suggest } from './suggest.ts'

/** The kinds of objects in a document. */
export type Place = 'Policy' | 'Rule' | 'Classes' | 'ClassRule' | 'Predicate' | 'Condition' | 'Limit' | 'Rate'

const CONDITION_FORMS = ['Comparison', 'AnyOf', 'AllOf', 'Not']

const LATER_IN_RULES = ['approve_if', 'results', 'mode', 'until', 'elicitation', 'sampling', 'roots', 'timezone']

/** Keys that the language has and this version does not enforce. A document with one is refused: nothing is ignored. */
const LATER_KEYS: Readonly<Record<Place, readonly string[]>> = {
  Policy: [
    'resources',
    'prompts',
    'elicitation',
    'sampling',
    'roots',
    'methods',
    'results',
    'mode',
    'until',
    'arguments',
    'new_tools',
    'list',
    'flow_window',
    'timezone',
  ],
  Rule: LATER_IN_RULES,
  Classes: [],
  ClassRule: LATER_IN_RULES,
  Predicate: ['reason', 'timeout', 'hold', 'quorum', 'approvers', 'reuse', 'match'],
  Condition: ['match', 'ignore_case'],
  Limit: ['kind', 'by', 'warn_at', 'on_exceed', 'refund_on', 'on_store_failure', 'timezone'],
  Rate: ['by', 'scope', 'kind'],
}

/** Values that the language has for a key and this version does not. */
const LATER_VALUES: Readonly<Record<string, readonly string[]>> = {
  op: [
    'not_contains',
    'starts_with',
    'ends_with',
    'glob',
    'in_cidr',
    'host_in',
    'before',
    'after',
    'size_eq',
    'size_lt',
    'size_lte',
    'size_gt',
    'size_gte',
  ],
  scope: ['owner', 'server', 'organisation'],
}

/** What to do instead, where there is something. */
const INSTEAD: Readonly<Record<string, string>> = {
  approve_if: 'Use "action": "require_approval" for every call of the tool.',
  timezone: 'Windows are in UTC.',
  kind: 'Windows are fixed.',
  resources: 'They follow "default".',
  prompts: 'They follow "default".',
  elicitation: 'It follows "default".',
  sampling: 'It follows "default".',
  roots: 'They follow "default".',
}

/** What kind of object stands at a place of the document. */
export function placeOf(path: readonly (string | number)[]): Place {
  const [first] = path
  if (first === 'classes' && path.length < 2) return 'Classes'
  if (first !== 'all_tools' && first !== 'classes' && (first !== 'tools' || path.length < 2)) return 'Policy'
  const [part, ...below] = path.slice(first === 'all_tools' ? 1 : 2)
  if (part === 'limits') return 'Limit'
  if (part === 'rate_limit') return 'Rate'
  if (part === 'require' || part === 'deny_if') return below.length === 1 ? 'Predicate' : 'Condition'
  return first === 'classes' ? 'ClassRule' : 'Rule'
}

/** Whether the key belongs to a version of the language that is to come. */
export function isLaterKey(place: Place, key: string): boolean {
  return LATER_KEYS[place].includes(key)
}

/** Whether the value belongs to a version of the language that is to come. */
export function isLaterValue(key: string, value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(LATER_VALUES, key) && LATER_VALUES[key]?.includes(value) === true
}

/** What to do about something that belongs to a later version. */
export function instead(word: string): string {
  const hint = Object.hasOwn(INSTEAD, word) ? ` ${INSTEAD[word]}` : ''
  return `Remove it: what a document says is enforced or refused, never ignored.${hint}`
}

/** The keys that an object of this kind may have. */
export function knownKeys(place: Place): readonly string[] {
  schema ??= policyJsonSchema()
  const { properties, $defs } = schema
  if (place === 'Policy') return keysOf(properties)
  const names = place === 'Condition' ? CONDITION_FORMS : [place]
  return names.flatMap((name) => keysOf(record(record($defs)[name])['properties']))
}

let schema: Record<string, unknown> | undefined

/** The key of this or another place that was probably meant, as a sentence; empty where none is near. */
export function didYouMean(place: Place, key: string): string {
  const near = suggest(key, knownKeys(place))
  if (near !== undefined) return `Did you mean "${near}"? `
  const elsewhere = PLACES.find((other) => other !== place && knownKeys(other).includes(key))
  return elsewhere === undefined ? '' : `"${key}" belongs into ${NAMES[elsewhere]}. `
}

/** How sentences call an object of each kind. */
export const NAMES: Readonly<Record<Place, string>> = {
  Policy: 'the document',
  Rule: 'a rule',
  Classes: '"classes"',
  ClassRule: 'the rule of a class',
  Predicate: 'a predicate',
  Condition: 'a condition',
  Limit: 'a limit',
  Rate: 'a rate',
}

const PLACES = Object.keys(NAMES) as readonly Place[]

function keysOf(properties: unknown): readonly string[] {
  return Object.keys(record(properties))
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
