/** Plans and answers for tests of inspection. */
import type { CallRequest, JsonValue } from '../decide/request.ts'
import type { DetectorName, Results } from '../policy/results.ts'
import { type Inspection, inspectAnswer } from './inspect.ts'
import { compileResults, type ResultPlan } from './result-plan.ts'

export const document = { id: 'shop', version: '1' }

export function planFor(results: Results, watchesSecrets = false): ResultPlan {
  const plan = compileResults([{ document, rule: '/results', results, timezone: 'UTC' }], watchesSecrets)
  if (plan === undefined) throw new Error('nothing to do')
  return plan
}

export const redacting = (...names: readonly DetectorName[]): ResultPlan =>
  planFor({ redact: names.map((detector) => ({ detector })) })

export const REQUEST: CallRequest = {
  subject: { organisation: 'local', grant: 'g', label: 'g', owner: 'local', tags: {} },
  tool: { server: 's', name: 'get_profile' },
  context: { at: 0, slot: 0 },
  arguments: { id: 7 },
  inexact: new Set(),
}

export const answerOf = (result: JsonValue): string => JSON.stringify({ jsonrpc: '2.0', id: 1, result })
export const textOf = (text: string): string => answerOf({ content: [{ type: 'text', text }] })
export const inspect = (plan: ResultPlan, text: string): Inspection =>
  inspectAnswer(plan, { text, size: new TextEncoder().encode(text).length }, REQUEST)

export function applied(text: string, { edits }: Inspection): string {
  return [...edits].reverse().reduce((rest, edit) => rest.slice(0, edit.start) + edit.text + rest.slice(edit.end), text)
}

export const redacted = (plan: ResultPlan, text: string): string => applied(text, inspect(plan, text))
