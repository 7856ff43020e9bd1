/** Answers to a server's questions that the server did not ask: rules that read them would believe whoever wrote them. */
import type { Environment } from './environment.ts'
import type { Refusal } from './errors.ts'
import type { Turn } from './turn.ts'
import { isObject } from './wire/shape.ts'

const INVENTED: Refusal = {
  code: 'argument_invalid',
  message:
    'The request answers questions (`inputResponses`) that the server did not ask in it, or asked too long ago, and rules read such answers. Send it again without them, and answer when the server asks.',
  rule: '(unasked input)',
}

/**
 * Held where rules read a continuation's answers: what the request answers, its server has to have asked, in the state
 * that the gateway sealed. Hiding the answers from the rules would not do: one that refuses upon an answer would be loosened.
 * @param name of what the request is about
 * @param isRead asked only where there are answers
 * @returns undefined where there is nothing to refuse
 */
export function refuseInvented(
  { states }: Pick<Environment, 'states'>,
  turn: Turn,
  name: string,
  isRead: () => boolean,
): Refusal | undefined {
  const { era, params } = turn.message
  const answers = Object.hasOwn(params, 'inputResponses') ? params['inputResponses'] : undefined
  // In the legacy era a client answers the server's own requests, and rules read nothing of that.
  if (era !== 'modern' || !isObject(answers) || !isRead()) return undefined
  const carried = states.peek(turn, name)
  if (carried === undefined) return INVENTED
  const asked = new Set(carried.asked)
  return Object.keys(answers).every((key) => asked.has(key)) ? undefined : INVENTED
}
