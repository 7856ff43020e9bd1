/** One decision of the log, told: what was recorded, and what that cannot tell. */
import { safeName } from '../ports/safe-text.ts'
import { readLog } from '../store/jsonl/log-reader.ts'
import type { DecisionLine, OutcomeLine } from '../store/jsonl/read-line.ts'
import { answersText, type LoggedAnswers } from './explain-answers.ts'
import { approvalOf, warningsOf } from './log-row.ts'

/** A decision and what came of the call. */
export interface LoggedCall {
  readonly decision: DecisionLine
  /** Undefined for a call that was refused, or whose outcome was not recorded. */
  readonly outcome: OutcomeLine | undefined
}

/** Looks for a decision by its id. Rejects where the log cannot be read. */
export async function findLogged(file: string, id: string): Promise<LoggedCall | undefined> {
  let decision: DecisionLine | undefined
  for await (const line of readLog(file, { tail: undefined, counts: () => true })) {
    if (line.type === 'decision' && line.id === id) decision = line
    if (line.type === 'outcome' && line.id === id && decision !== undefined) return { decision, outcome: line }
  }
  return decision && { decision, outcome: undefined }
}

/** What the log does not hold. */
export const LOG_LACKS = [
  'the values of arguments: the log holds names, kinds and digests',
  'what a condition would have found that no policy in force asked',
  'what counters held at that time',
] as const

/** For people. */
export function loggedText({ decision, outcome }: LoggedCall, answers: LoggedAnswers | undefined): string {
  const { raw, ...line } = decision
  const policy = [raw['policy'], raw['policyVersion']].filter((each) => typeof each === 'string').join(' ')
  const warnings = warningsOf(decision)
  const names = [...line.args, ...(line.otherArgs > 0 ? [`and ${line.otherArgs} more`] : [])]
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['decision', line.id],
    ['at', line.at],
    ['grant', line.grant],
    ['server', line.server],
    ['method', line.method],
    ['tool', line.tool ?? line.target],
    ['label', line.category && `${line.category}/${line.risk ?? ''}`],
    ['effect', line.effect === 'allow' ? 'allowed' : `denied (${line.code ?? 'no code'})`],
    ['by', `${line.rule ?? '(no rule)'} ${policy === '' ? '' : `of ${policy}`}`],
    ['arguments', names.length === 0 ? undefined : names.join(', ')],
    ['warned', warnings.length === 0 ? undefined : warnings.join(', ')],
    ['in shadow', line.shadow && `${line.shadow.effect} by ${line.shadow.rule} of ${line.shadow.policy}`],
    ['people', approvalOf(decision) || undefined],
    ['outcome', outcome?.outcome ?? (line.effect === 'allow' ? 'unknown: none was recorded' : 'not forwarded')],
    ['withheld by', outcome?.withheldBy],
    ['repeated', line.count > 1 ? `${line.count} times` : undefined],
  ]
  const told = rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(12)}${safeName(value)}`]))
  const lacks = LOG_LACKS.map((each) => `  - ${each}`)
  return `${[...told, ...answersText(answers), '', 'What the log cannot tell:', ...lacks].join('\n')}\nTo see every rule, put the call to the policy: portcullis explain --policy FILE --tool NAME --args JSON\n`
}

/** For programs: the lines as they were recorded, and answers in words. */
export function loggedJson({ decision, outcome }: LoggedCall, answers: LoggedAnswers | undefined): string {
  const told = { decision: decision.raw, outcome: outcome?.raw, answers, lacks: LOG_LACKS }
  return `${JSON.stringify(told, undefined, 2)}\n`
}
