/** `tools/list`: forwarded, and filtered on its way back. */
import { visible } from '@portcullis/engine'
import type { Environment } from './environment.ts'
import { refusal } from './errors.ts'
import { forward } from './forward.ts'
import type { AnswerJudge } from './answer/judge.ts'
import { filterList } from './tools/filter-list.ts'
import { refuse } from './refuse.ts'
import type { Turn } from './turn.ts'

/** Takes one page of the list to the client. */
export function listTools(env: Environment, turn: Turn): void {
  if (!env.recorder.allowed(turn, undefined, undefined, [])) return refuse(env, turn, refusal('log_unavailable'))
  forward(env, turn, { bytes: turn.message.bytes, judge: listJudge(env, turn), reserved: false })
}

function listJudge(env: Environment, turn: Turn): AnswerJudge {
  const { caller, conversation, message } = turn
  const { cursor } = message.params
  return {
    needsWhole: true,
    judge(answer) {
      const filtered = filterList(answer, {
        era: message.era,
        cursor: typeof cursor === 'string' ? cursor : undefined,
        book: env.knownTools.of(env.upstreams.of(caller.server)),
        reader: conversation,
        visible: (name) => caller.policy !== undefined && visible(caller.policy.compiled, name) === 'shown',
      })
      return filtered ?? refusal('upstream_garbage')
    },
  }
}
