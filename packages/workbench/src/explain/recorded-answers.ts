/** What rules asked of a recorded call, and found: in words, where a policy at hand still asks it. */
import { type Answered, answerQuestions, type CompiledPolicy, describeQuestion } from '@portcullis/engine'
import { requestOf } from '../replay/knowledge.ts'
import type { Keyring, RecordedCall } from '../replay/recorded-call.ts'

/** One question and the answer that was recorded. */
export interface ToldAnswer {
  /** `argument amount gt 500` */
  readonly asks: string
  readonly answer: Answered
}

/** All that was recorded. */
export interface ToldAnswers {
  /** In the order of the rules. */
  readonly told: readonly ToldAnswer[]
  /** So many were recorded beside them: the policy does not ask them any more, or nobody can read them. */
  readonly others: number
}

/**
 * Reads recorded answers with the questions of a policy.
 * @param keyring names questions as the log does
 */
export function recordedAnswers(
  policy: CompiledPolicy,
  call: RecordedCall,
  keyring: Pick<Keyring, 'question'>,
): ToldAnswers {
  const { answers } = call
  const told = answerQuestions(policy, requestOf(call)).flatMap(({ text }): readonly ToldAnswer[] => {
    const answer = answers.get(keyring.question(text))
    return answer === undefined ? [] : [{ asks: describeQuestion(text), answer }]
  })
  return { told, others: answers.size - told.length }
}
