/** What the recommended policy of a whole server does, in sentences. */
import type { Rule } from '@portcullis/engine'
import type { ServerRecommendation } from '../recommend/recommend.ts'
import { capital, counted, number } from './phrases.ts'
import { code, say } from './plain.ts'
import type { Prose } from './report.ts'
import type { Study } from './study.ts'

function isFree({ action, limits, deny_if }: Rule): boolean {
  return action === undefined && limits === undefined && deny_if === undefined
}

/** A sentence for each kind of rule in it, and one for everything else. */
export function policyMeans({ server }: Study, { policy, leftOut }: ServerRecommendation): readonly Prose[] {
  const rules = Object.values(policy.tools ?? {})
  const free = rules.filter(isFree).length
  const asked = rules.filter(({ action }) => action === 'require_approval').length
  const capped = rules.filter(({ action, limits }) => action === undefined && limits !== undefined).length
  const judged = rules.filter(({ deny_if }) => deny_if !== undefined).length
  const hidden = policy.hide?.length ?? 0
  const sentences: (Prose | false)[] = [
    free > 0 &&
      say`${capital([counted(free, 'tool')])} ${free === 1 ? 'is' : 'are'} allowed as ${free === 1 ? 'it is' : 'they are'}.`,
    capped > 0 && say`${capital([number(capped)])} may be called so often and no oftener: each has a limit of its own.`,
    asked > 0 && say`${capital([number(asked)])} ${asked === 1 ? 'waits' : 'wait'} for a person’s yes at every call.`,
    judged > 0 && say`Arguments of ${number(judged)} are looked into, and refused where they lead out of bounds.`,
    hidden > 0 &&
      say`${capital([number(hidden)])} ${hidden === 1 ? 'is' : 'are'} hidden: for the agent ${hidden === 1 ? 'it does' : 'they do'} not exist.`,
    leftOut.length > 0 &&
      say`${capital([counted(leftOut.length, 'name')])} cannot stand in a policy and fall to the default.`,
    say`Whatever ${code(server.name)} adds later is denied until somebody names it.`,
  ]
  return sentences.filter((one): one is Prose => one !== false)
}
