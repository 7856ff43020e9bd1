/** What a server answered to a call, put through what the documents say of results. */
import { type Allow, type Ask, type CallRequest, inspectAnswer, type TextEdit } from '@portcullis/engine'
import type { CaseState } from './case-state.ts'
import type { Observed } from './observed.ts'
import type { PlacedStep } from './read-suite.ts'

/** A call that was made. */
interface Made {
  readonly decision: Allow | Ask
  readonly passed: Observed
}

/** What comes of a call that was made, and what it brings in. */
export function ended(
  state: CaseState,
  { step }: PlacedStep,
  request: CallRequest,
  { decision, passed }: Made,
): Observed {
  const { outcome = 'success' } = step
  if (outcome === 'never_sent') return passed
  if (outcome === 'protocol_error') {
    // An error's text is the server's as well.
    state.noteReading(request)
    return passed
  }
  const text = answerText(step.result, outcome === 'tool_error')
  const { results } = decision
  if (results === undefined) {
    state.noteReading(request)
    return { ...passed, result: textOf(text) }
  }
  const inspection = inspectAnswer(results, { text, size: bytesOf(text) }, request)
  const { refusal, redacted, edits, secrets } = inspection
  state.listener?.inspected(inspection)
  if (refusal !== undefined) {
    const { rule, document, message } = refusal
    const told = `${message} It was carried out: do not repeat it.`
    return { ...passed, effect: 'withheld', code: 'result_withheld', rule, document: document.id, message: told }
  }
  state.noteReading(request)
  if (secrets) state.noteSecrets(request)
  const counts = new Map<string, number>()
  for (const { detector, count } of redacted) counts.set(detector, (counts.get(detector) ?? 0) + count)
  return { ...passed, redacted: counts, result: textOf(edited(text, edits)) }
}

function edited(text: string, edits: readonly TextEdit[]): string {
  let made = ''
  let at = 0
  for (const edit of edits) {
    made += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return made + text.slice(at)
}

function answerText(result: PlacedStep['step']['result'], isError: boolean): string {
  const whole =
    typeof result === 'object'
      ? result
      : { content: [{ type: 'text', text: result ?? '' }], ...(isError && { isError }) }
  return JSON.stringify({ jsonrpc: '2.0', id: 1, result: whole })
}

/** The result alone, as JSON. */
function textOf(answer: string): string {
  const message: { readonly result?: unknown } = JSON.parse(answer)
  return JSON.stringify(message.result)
}

/** Length in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}
