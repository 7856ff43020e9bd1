/** Conditions as people say them. */
import { EACH, isArray, isObject, type JsonObject, type JsonValue, own, parsePathText } from '@portcullis/engine'
import { conditionForm } from '../model/fitting.ts'

/** Where a condition stands: what `[*]` means goes by it. */
export type Setting = 'require' | 'deny_if' | 'approve_if'

const SUBJECTS: Readonly<Record<string, string>> = {
  'tool.name': 'the tool’s name',
  'tool.server': 'the server',
  'tool.category': 'the tool’s category',
  'tool.risk': 'the tool’s risk',
  'grant.label': 'the grant’s label',
  'grant.owner': 'the grant’s owner',
  'client.name': 'the client’s name (as it says)',
  'client.version': 'the client’s version (as it says)',
  'request.ip': 'the caller’s address',
  'time.hour': 'the hour',
  'time.weekday': 'the day of the week',
  'time.date': 'the date',
  'seen.private': 'private data was read before',
  'seen.untrusted': 'a stranger’s text was read before',
  'seen.secrets': 'secrets were read before',
  'result.text': 'a text of the result',
  'result.size': 'the size of the result',
  'result.isError': 'the result is an error',
}

/** What a path looks at. */
export function subjectOf(path: string): string {
  const known = Object.hasOwn(SUBJECTS, path) ? SUBJECTS[path] : undefined
  if (known !== undefined) return known
  const parsed = parsePathText(path)
  if (!parsed.ok || parsed.value.root !== 'args') return path
  const steps = parsed.value.steps.map((step) =>
    step === EACH ? '[*]' : typeof step === 'number' ? `[${step}]` : step,
  )
  return steps.reduce((text, step) => (step.startsWith('[') ? text + step : text === '' ? step : `${text}.${step}`), '')
}

const PHRASES: Readonly<Record<string, string>> = {
  eq: 'is',
  neq: 'is there and is not',
  lt: 'is less than',
  lte: 'is at most',
  gt: 'is more than',
  gte: 'is at least',
  in: 'is one of',
  not_in: 'is there and is none of',
  regex: 'matches the pattern',
  contains: 'contains',
  not_contains: 'is there and does not contain',
  starts_with: 'begins with',
  ends_with: 'ends with',
  glob: 'looks like',
  in_cidr: 'is in the network',
  host_in: 'leads to the host',
  before: 'is before',
  after: 'is after',
  size_eq: 'has exactly',
  size_lt: 'has fewer than',
  size_lte: 'has at most',
  size_gt: 'has more than',
  size_gte: 'has at least',
}

/** A condition, without a full stop: `amount is more than 100`. */
export function conditionWords(condition: JsonValue, setting: Setting): string {
  const form = conditionForm(condition)
  if (form === undefined || !isObject(condition)) return `(${shown(condition)})`
  if (form === 'comparison') return comparisonWords(condition, setting)
  const below = own(condition, form) ?? null
  if (form === 'not') return `not (${conditionWords(below, setting)})`
  const parts = (isArray(below) ? below : []).map((each) => partWords(each, setting))
  return parts.join(form === 'any' ? ' or ' : ' and ')
}

/** A part of a combination: in brackets where it is one itself. */
function partWords(condition: JsonValue, setting: Setting): string {
  const words = conditionWords(condition, setting)
  const form = conditionForm(condition)
  return form === 'any' || form === 'all' ? `(${words})` : words
}

/** Conditions that all have to hold. */
export function allWords(conditions: readonly JsonValue[], setting: Setting): string {
  return conditions.length === 1
    ? conditions.map((each) => conditionWords(each, setting)).join('')
    : conditions.map((each) => partWords(each, setting)).join(' and ')
}

function comparisonWords(comparison: JsonObject, setting: Setting): string {
  const path = String(own(comparison, 'path'))
  const op = String(own(comparison, 'op'))
  const value = own(comparison, 'value') ?? null
  const subject = quantified(path, own(comparison, 'match'), setting)
  const fact = FACTS.has(path) && typeof value === 'boolean' && (op === 'eq' || op === 'neq')
  if (fact) return value === (op === 'eq') ? subjectOf(path) : `not: ${subjectOf(path)}`
  if (op === 'exists') return value === true ? `${subject} is given` : `${subject} is not given`
  if (op === 'size_eq' && value === 0) return `${subject} is empty`
  const phrase = Object.hasOwn(PHRASES, op) ? PHRASES[op] : op
  const size = op.startsWith('size_') ? ' characters, elements or keys' : ''
  const folds = own(comparison, 'ignore_case') === true ? ' (in upper or lower case)' : ''
  return `${subject} ${phrase} ${op === 'regex' ? patternText(value) : listed(value)}${size}${folds}`
}

const FACTS: ReadonlySet<string> = new Set(['seen.private', 'seen.untrusted', 'seen.secrets', 'result.isError'])

/** The safe reading where nothing else is said: every one in `require`, any one elsewhere. */
function quantified(path: string, match: JsonValue | undefined, setting: Setting): string {
  const subject = subjectOf(path)
  if (!path.includes('[*]')) return subject
  const all = match === 'all' || (match !== 'any' && setting === 'require')
  return `${all ? 'every' : 'any'} ${subject}`
}

const MOST_LISTED = 6

function listed(value: JsonValue): string {
  if (!isArray(value)) return shown(value)
  const rest = value.length - MOST_LISTED
  const first = value.slice(0, MOST_LISTED).map(shown).join(', ')
  if (value.length === 0) return 'nothing'
  return rest > 0 ? `${first} and ${rest} more` : first
}

/** Between slashes, as patterns are known. */
const patternText = (value: JsonValue): string =>
  typeof value === 'string' ? `/${shown(value).slice(1, -1).replaceAll('\\\\', '\\')}/` : shown(value)

const MOST_SHOWN = 80

/** A value as JSON, shortened; what cannot be seen is made visible. */
function shown(value: JsonValue): string {
  const text = (JSON.stringify(value) ?? '').replace(/[\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}')
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
}
