/** A line of the decision log as a recorded call: what replay and learn look at. */
import type { Subject } from '@portcullis/engine'
import { type Effect, type RecordedCall, wasJudged } from '@portcullis/workbench'
import { readFacts } from '../store/jsonl/read-facts.ts'
import type { DecisionLine } from '../store/jsonl/read-line.ts'

/** One line as a call; undefined for what is none, or names no tool. */
export function recordedCall(
  line: DecisionLine,
  outcome: string | undefined,
  subjects: ReadonlyMap<string, Subject>,
): RecordedCall | undefined {
  const at = Date.parse(line.at)
  const { id, grant, server, tool, code, rule, count, otherArgs } = line
  if (line.method !== 'tools/call' || tool === undefined || Number.isNaN(at)) return undefined
  const was = { effect: effectOf(line), code, rule }
  const subject = subjects.get(grant)
  return { at, id, grant, subject, server, tool, was, otherArgs, outcome, count, ...readFacts(line.raw) }
}

/** Whatever people said, or did not say: a rule asked. */
const effectOf = ({ effect, code, approval }: DecisionLine): Effect =>
  approval !== undefined || code?.startsWith('approval_') === true ? 'ask' : effect

/** Whether values were kept as facts at all: only then can a call be judged by its arguments. */
export function hasFacts(calls: readonly RecordedCall[]): boolean {
  return calls.some((call) => wasJudged(call) && [...call.args.values()].some(({ kind }) => kind !== undefined))
}
