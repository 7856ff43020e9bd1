/** What a method's answer must be put through before a client sees it. */
import type { Refusal } from '../errors.ts'
import type { AnswerFacts } from '../wire/answer.ts'

/** The answer as it may go on (the same buffer where nothing changed), or why it may not. */
export type Judged = Buffer | Refusal

export interface AnswerJudge {
  /** The whole answer is needed: it is never passed on in pieces. */
  readonly needsWhole: boolean
  /** @param answer one JSON text, a valid answer to the request */
  judge(answer: Buffer, facts: AnswerFacts): Judged
}

/** Lets answers through as they are. */
export const passAnswer: AnswerJudge = { needsWhole: false, judge: (answer) => answer }
