/** Records of the decision log for people: a row each. */
import { safeName } from '../ports/safe-text.ts'
import type { DecisionLine, GapLine, OutcomeLine, UnidentifiedLine } from '../store/jsonl/read-line.ts'

/** Paints a text; the identity where there is no terminal. */
export interface Paint {
  good(text: string): string
  bad(text: string): string
  faint(text: string): string
}

const WIDTHS = { grant: 16, asked: 40, result: 12 } as const

/** `2026-11-21T09:58:08.123Z` → `2026-11-21 09:58:08.123`. */
const time = (at: string): string => safeName(at).replace('T', ' ').replace('Z', '')

/** Microseconds, as milliseconds with what matters of them. */
function duration(micros: number): string {
  const ms = micros / 1000
  return ms >= 10 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(2)} ms`
}

function asked(line: DecisionLine): string {
  const what = line.tool ?? (line.target === undefined ? line.method : `${line.method} ${line.target}`)
  return safeName(`${line.server}  ${what}`)
}

function argumentsOf(line: DecisionLine): string {
  const names = line.args.map(safeName)
  if (line.otherArgs > 0) names.push(`+${line.otherArgs}`)
  return names.length === 0 ? '' : `(${names.join(', ')})`
}

/** What the tool can do, and how bad that may be. */
function labelOf({ category, risk }: DecisionLine): string {
  return category === undefined ? '' : safeName(risk === undefined ? category : `${category}/${risk}`)
}

/** How a decision ended: the outcome of a call that was made, the code of one that was not. */
function result(line: DecisionLine, outcome: OutcomeLine | undefined): string {
  return safeName(line.effect === 'deny' ? (line.code ?? 'denied') : (outcome?.outcome ?? 'unknown'))
}

function times(line: DecisionLine, outcome: OutcomeLine | undefined): string {
  if (outcome === undefined) return duration(line.micros)
  return `${duration(outcome.upstreamMicros)} + ${duration(outcome.ownMicros)}`
}

/** The rule that decided, and the document that it stands in. */
function ruleOf({ rule, policy }: DecisionLine): string {
  if (rule === undefined) return ''
  return policy === undefined ? safeName(rule) : `${safeName(rule)} of ${safeName(policy)}`
}

/** Marks of limits that the call reached, and what is wrong with the counters. */
export function warningsOf({ warnings, unwritten }: DecisionLine): readonly string[] {
  const reached = warnings.map(({ counter, max }) => `${counter} is near its limit of ${max}`)
  return unwritten ? [...reached, 'went on without its counters'] : reached
}

/** Whether shadow mode would have decided otherwise; where a person had to answer, and nobody could, it was refused. */
export function differs({ effect, shadow }: DecisionLine): boolean {
  return shadow !== undefined && (shadow.effect === 'allow' ? 'allow' : 'deny') !== effect
}

/** What a draft would have done, where that is something else. */
function shadowOf(line: DecisionLine): string {
  const { shadow } = line
  if (shadow === undefined || !differs(line)) return ''
  const would = { allow: 'allowed', ask: 'asked about', deny: 'denied' }[shadow.effect]
  return safeName(`would be ${would} by ${shadow.rule} of ${shadow.policy}`)
}

/** What people said of it. */
export function approvalOf({ approval }: DecisionLine): string {
  if (approval === undefined) return ''
  return safeName(`approval ${approval.id} ${approval.state}${approval.narrowed ? ', narrowed' : ''}`)
}

/**
 * One row: time, grant, server and tool, effect, result, durations (the server's + ours), label, rule and document, what was
 * redacted, argument names, limits that come near, what a draft would do, what people said, how many.
 */
export function decisionRow(line: DecisionLine, outcome: OutcomeLine | undefined, paint: Paint): string {
  const ended = result(line, outcome)
  const label = labelOf(line)
  const fine = line.effect === 'allow' && ended === 'ok'
  const cells = [
    paint.faint(time(line.at)),
    safeName(line.grant).padEnd(WIDTHS.grant),
    asked(line).padEnd(WIDTHS.asked),
    line.effect === 'allow' ? 'allow' : paint.bad('deny '),
    (fine ? paint.good : paint.bad)(ended.padEnd(WIDTHS.result)),
    times(line, outcome),
    label && paint.faint(label),
    paint.faint(outcome?.withheldBy === undefined ? ruleOf(line) : safeName(outcome.withheldBy)),
    outcome !== undefined && outcome.redacted > 0 ? paint.faint(`${outcome.redacted} redacted`) : '',
    paint.faint(argumentsOf(line)),
    ...warningsOf(line).map((each) => paint.bad(safeName(each))),
    shadowOf(line),
    approvalOf(line),
    line.count > 1 ? `×${line.count}` : '',
  ]
  return cells.filter((cell) => cell !== '').join('  ')
}

/** One row for requests of nobody, or for records that were lost. */
export function otherRow(line: UnidentifiedLine | GapLine, paint: Paint): string {
  const text =
    line.type === 'gap'
      ? `${line.dropped} records since ${time(line.since)} were lost: the log was full`
      : `refused before anyone was identified: ${safeName(line.reason)}  ×${line.count}`
  return `${paint.faint(time(line.at))}  ${paint.bad(text)}`
}
