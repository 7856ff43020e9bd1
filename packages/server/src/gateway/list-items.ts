/** Lists of resources, templates, prompts and tasks: forwarded, and filtered on their way back. */
import {
  inForceAt,
  isOpen,
  type JsonObject,
  permits,
  permitsItem,
  permitsMethod,
  permitsTemplate,
  type Verdict,
} from '@portcullis/engine'
import { type AnswerJudge, passAnswer } from './answer/judge.ts'
import type { Environment } from './environment.ts'
import { refusal } from './errors.ts'
import { forward } from './forward.ts'
import type { ItemsTreatment } from './methods.ts'
import { refuse } from './refuse.ts'
import { judged, NO_POLICY, notAllowed } from './surface.ts'
import { filterItems } from './tools/filter-items.ts'
import { emptyList } from './tools/filter-list.ts'
import { noteListed } from './tools/listed-names.ts'
import type { Turn } from './turn.ts'
import { resultAnswer } from './wire/refusal.ts'

/** Takes one page to the client. Where nothing can be shown, the list is empty, and the server is not asked. */
export function listItems(env: Environment, turn: Turn, treatment: ItemsTreatment): void {
  const { policy } = turn.caller
  const compiled = policy && inForceAt(policy.compiled, turn.at)
  const permission = compiled && permits(compiled, treatment.surface)
  if (permission === undefined) return empty(env, turn, treatment.member, NO_POLICY)
  if (!permission.allowed) return empty(env, turn, treatment.member, { effect: 'deny', ...permission })
  const isWhole = compiled !== undefined && isOpen(compiled, treatment.surface)
  send(env, turn, permission.rule, isWhole ? passAnswer : itemJudge(turn, treatment))
}

/** A client is shown the tasks that its own calls began. */
export function listTasks(env: Environment, turn: Turn): void {
  const verdict = judged(turn, (policy) => permitsMethod(policy, turn.message.method))
  if (verdict.effect !== 'allow') return empty(env, turn, 'tasks', verdict)
  const owns = (taskId: string): boolean => env.tasks.owns(turn.conversation, taskId)
  send(env, turn, verdict.rule, judgeBy(turn, { member: 'tasks', key: 'taskId' }, owns))
}

function itemJudge(turn: Turn, { surface, member, key }: ItemsTreatment): AnswerJudge {
  const { server } = turn.caller
  return judgeBy(turn, { member, key }, (name) => {
    const { effect } = judged(turn, (policy) =>
      key === 'uriTemplate' ? permitsTemplate(policy, name) : permitsItem(policy, surface, name),
    )
    if (effect === 'allow' && surface === 'prompts') noteListed(server, name)
    return effect === 'allow'
  })
}

function judgeBy(
  { message }: Turn,
  { member, key }: Pick<ItemsTreatment, 'member'> & { readonly key: string },
  shown: (name: string) => boolean,
): AnswerJudge {
  const cursor = cursorOf(message.params)
  return {
    needsWhole: true,
    judge: (answer) =>
      filterItems(answer, { era: message.era, cursor, member, key, shown }) ?? refusal('upstream_garbage'),
  }
}

function cursorOf(params: JsonObject): string | undefined {
  const { cursor } = params
  return typeof cursor === 'string' ? cursor : undefined
}

function send(env: Environment, turn: Turn, rule: string, judge: AnswerJudge): void {
  if (!env.recorder.allowed(turn, { rule, args: [] })) return refuse(env, turn, refusal('log_unavailable'))
  forward(env, turn, { bytes: turn.message.bytes, judge, reserved: false })
}

/** Clients that look around are not disturbed: the refusal is recorded, and nothing is there. */
function empty(env: Environment, turn: Turn, member: string, verdict: Verdict): void {
  env.recorder.refused(turn, undefined, notAllowed(turn, verdict, ''))
  turn.arrival.down.json(200, resultAnswer(turn.message.idText, emptyList(member, turn.message.era)))
}
