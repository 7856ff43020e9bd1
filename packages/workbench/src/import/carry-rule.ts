/** One rule of the Intercept dialect → parts of a rule of ours. */
import type { ApprovalRule, Condition, Limit, Predicate } from '@portcullis/engine'
import type { Path } from '../yaml/place.ts'
import { type Counter, counterPath, isArgumentPath, limitOf, maximum, rateOf } from './counters.ts'
import type { Notes } from './note.ts'
import { isMapping, type Mapping, member, strangers, textOf } from './source.ts'

/** What rules of one tool add up to. */
export interface Carried {
  readonly hide: boolean
  /** The reason, where the tool is always denied. */
  readonly deny: { readonly reason: string | undefined } | undefined
  readonly require: readonly Predicate[]
  readonly approveIf: readonly ApprovalRule[]
  readonly limits: readonly Limit[]
}

/** What surrounds a rule. */
export interface Around {
  readonly tool: string
  readonly path: Path
  readonly notes: Notes
  /** A counter of any tool, as some rule keeps it. */
  readonly counter: (tool: string, name: string) => Counter | undefined
}

const KEYS: ReadonlySet<string> = new Set(
  'name action conditions rate_limit state on_deny reason approval_timeout'.split(' '),
)
const CONDITION_KEYS: ReadonlySet<string> = new Set(['path', 'op', 'value'])
const OPERATORS: ReadonlySet<string> = new Set('eq neq in not_in lt lte gt gte regex contains exists'.split(' '))
const NEGATIVE: ReadonlySet<unknown> = new Set(['neq', 'not_in'])

const NOTHING: Carried = { hide: false, deny: undefined, require: [], approveIf: [], limits: [] }

/** Nothing passes what could not be carried. */
const CLOSED: Carried = { ...NOTHING, deny: { reason: 'A rule of the imported policy could not be carried over.' } }

/** Carries one rule over. A rule of which a part cannot be carried closes its tool. */
export function carryRule(rule: unknown, around: Around): Carried {
  const { path, notes } = around
  if (!isMapping(rule)) return refused(notes, path, 'A rule has to be a mapping.')
  const [stranger] = strangers(rule, KEYS)
  if (stranger !== undefined) return refused(notes, [...path, stranger], `“${stranger}” is not a key of a rule.`)
  if (member(rule, 'name') !== undefined)
    notes.add([...path, 'name'], 'dropped', 'Rules have no names here: records name them by their place.')
  const action = member(rule, 'action') ?? 'evaluate'
  switch (action) {
    case 'evaluate':
      return carryEvaluate(rule, around)
    case 'deny':
      return carryDeny(rule, around)
    case 'require_approval':
      return carryApproval(rule, around)
    case 'hide':
      notes.add(path, isConditional(rule) ? 'narrower' : 'exact', 'The tool is hidden, whatever its arguments are.')
      return { ...NOTHING, hide: true }
    case 'allow':
      if (isConditional(rule))
        return refused(
          notes,
          [...path, 'conditions'],
          'What does not meet the conditions of an “allow” cannot be told.',
        )
      notes.add(path, 'exact', 'Allowed, as far as nothing else refuses.')
      return withCounts(NOTHING, rule, around)
    default:
      return refused(notes, [...path, 'action'], 'This action is not known. It is evaluate, deny or require_approval.')
  }
}

function refused(notes: Notes, path: Path, says: string): Carried {
  notes.add(path, 'refused', says)
  return CLOSED
}

const reasonOf = (rule: Mapping): string | undefined => textOf(rule, 'on_deny') ?? textOf(rule, 'reason')

const isConditional = (rule: Mapping): boolean => member(rule, 'conditions') !== undefined

function carryDeny(rule: Mapping, { path, notes }: Around): Carried {
  if (isConditional(rule))
    notes.add([...path, 'conditions'], 'narrower', 'The tool is denied whatever its arguments are.')
  else notes.add(path, 'exact', 'The tool is denied.')
  return { ...NOTHING, deny: { reason: reasonOf(rule) } }
}

function carryApproval(rule: Mapping, around: Around): Carried {
  const { path, notes } = around
  if (isConditional(rule))
    notes.add([...path, 'conditions'], 'narrower', 'A person is asked before every call, whatever its arguments are.')
  else notes.add(path, 'exact', 'A person is asked before every call.')
  const written = member(rule, 'approval_timeout')
  const timeout = typeof written === 'string' && /^[1-9]\d{0,5}[smhd]$/.test(written) ? written : undefined
  if (written !== undefined && timeout === undefined)
    notes.add([...path, 'approval_timeout'], 'narrower', 'This duration is not read: the question waits 30 minutes.')
  const reason = reasonOf(rule)
  const ask = { conditions: [], ...(reason !== undefined && { reason }), ...(timeout !== undefined && { timeout }) }
  return withCounts({ ...NOTHING, approveIf: [ask] }, rule, around)
}

/** A rule that says what must be true. */
function carryEvaluate(rule: Mapping, around: Around): Carried {
  const { path, notes } = around
  const written = member(rule, 'conditions') ?? []
  if (!Array.isArray(written)) return refused(notes, [...path, 'conditions'], '“conditions” has to be a list.')
  const onDeny = reasonOf(rule)
  const conditions: Condition[] = []
  const limits: Limit[] = []
  for (const [at, condition] of written.entries()) {
    const here = [...path, 'conditions', at]
    const carried = carryCondition(condition, { ...around, path: here }, onDeny)
    if (carried === undefined) return CLOSED
    if ('limit' in carried) limits.push(carried.limit)
    else conditions.push(carried.condition)
  }
  const require = conditions.length === 0 ? [] : [{ conditions, ...(onDeny !== undefined && { on_deny: onDeny }) }]
  return withCounts({ ...NOTHING, require, limits }, rule, around)
}

type CarriedCondition = { readonly condition: Condition } | { readonly limit: Limit }

function carryCondition(condition: unknown, around: Around, onDeny: string | undefined): CarriedCondition | undefined {
  const { path, notes } = around
  const refuse = (says: string): undefined => void notes.add(path, 'refused', says)
  if (!isMapping(condition)) return refuse('A condition has to be a mapping with “path”, “op” and “value”.')
  const [stranger] = strangers(condition, CONDITION_KEYS)
  if (stranger !== undefined) return refuse(`“${stranger}” is not a key of a condition.`)
  const [subject, op, value] = [textOf(condition, 'path'), textOf(condition, 'op'), member(condition, 'value')]
  if (subject === undefined || op === undefined || value === undefined || value === null)
    return refuse('A condition needs “path”, “op” and “value”.')
  if (!OPERATORS.has(op)) return refuse(`There is no operator “${op}”.`)
  if (subject.startsWith('state.')) return carryState({ subject, op, value }, around, onDeny)
  if (!isArgumentPath(subject))
    return refuse(`“${subject}” is neither a path of arguments nor of a counter: keys with dots between them.`)
  if (NEGATIVE.has(op))
    notes.add(path, 'narrower', `Required as it is. Where ${subject} is absent, the call is denied.`)
  else notes.add(path, 'exact', 'Required as it is.')
  return { condition: { path: subject, op, value: jsonOf(value) } }
}

/** Strict YAML holds nothing that JSON does not. */
const jsonOf = (value: unknown) => JSON.parse(JSON.stringify(value))

interface Question {
  readonly subject: string
  readonly op: string
  readonly value: unknown
}

function carryState(
  { subject, op, value }: Question,
  { tool, path, notes, counter }: Around,
  onDeny: string | undefined,
): CarriedCondition | undefined {
  const refuse = (says: string): undefined => void notes.add(path, 'refused', says)
  const named = counterPath(subject)
  const known = named && counter(named.tool, named.name)
  if (named === undefined || known === undefined) return refuse(`No rule keeps the counter “${subject}”.`)
  // Rules for every tool count every call: a tool may ask their counters beside its own.
  if (named.tool !== tool && named.tool !== '*')
    return refuse('The counter of another tool is read here without being counted. Let both tools share one counter.')
  const max = maximum(op, value)
  if (max === undefined) return refuse('A counter can be compared by lt and lte with a number only.')
  if (max < 0) return refuse('No call can ever pass this. Deny the tool instead.')
  const says = `A limit of ${max} each ${known.window}, for all grants of the server together.`
  const { incrementFrom } = known
  if (incrementFrom === undefined) notes.add(path, 'exact', says)
  else notes.add(path, 'narrower', `${says} Where ${incrementFrom} is absent, or no amount, the call is denied.`)
  return { limit: limitOf(known, max, onDeny) }
}

/** The short form of a rate, which any rule may carry. */
function withCounts(carried: Carried, rule: Mapping, { tool, path, notes }: Around): Carried {
  const written = member(rule, 'rate_limit')
  if (written === undefined) return carried
  const rate = rateOf(written)
  if (rate === undefined)
    return refused(notes, [...path, 'rate_limit'], 'A rate is written “5/hour”: by minute, hour or day.')
  const index = path.at(-1)
  const name = `rate_${index === undefined ? 0 : index}`
  notes.add([...path, 'rate_limit'], 'exact', 'A limit of calls, for all grants of the server together.')
  const counter: Counter = { tool, name, window: rate.window, increment: undefined, incrementFrom: undefined }
  return { ...carried, limits: [...carried.limits, limitOf(counter, rate.max, reasonOf(rule))] }
}
