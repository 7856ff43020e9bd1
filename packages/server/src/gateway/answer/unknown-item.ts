/** A resource or prompt that the server does not know is answered as one that the policy hides. */
import { hides, inForceAt } from '@portcullis/engine'
import { type NamedItem, unknownItemReply } from '../reply.ts'
import { isListed } from '../tools/listed-names.ts'
import type { Turn } from '../turn.ts'
import { RPC } from '../wire/era.ts'
import type { AnswerJudge } from './judge.ts'

/** What servers of the legacy era say of a resource that they do not have. */
const NOT_FOUND = -32002

/** @param judge what the answer is put through besides */
export function unknownItemJudge(turn: Turn, named: NamedItem, judge: AnswerJudge): AnswerJudge {
  const { caller, at } = turn
  // Where nothing is hidden, nothing can be told apart.
  if (caller.policy === undefined || !hides(inForceAt(caller.policy.compiled, at), named.surface)) return judge
  // A prompt that the client was shown exists: an error is about its arguments.
  const isKnown = named.surface === 'prompts' && isListed(caller.server, named.name)
  if (isKnown) return judge
  return {
    needsWhole: judge.needsWhole,
    judge(answer, facts) {
      const isUnknown = facts.failed && (facts.errorCode === NOT_FOUND || facts.errorCode === RPC.invalidParams)
      return isUnknown ? unknownItemReply(turn, named).body : judge.judge(answer, facts)
    },
  }
}
