/** `initialize`: what the client says of itself and what was negotiated is remembered for the session. */
import type { JsonObject } from '@portcullis/engine'
import { elicitsPages } from '../approve/client-page.ts'
import type { Turn } from '../turn.ts'
import { isObject } from '../wire/shape.ts'
import { memberOf, wholeSpan } from '../wire/spans.ts'
import type { AnswerJudge } from './judge.ts'

/** The judge of an answer to `initialize`; it changes nothing. */
export function initialize({ conversation, message }: Turn): AnswerJudge {
  const { clientInfo, capabilities } = message.params
  conversation.showsPages = elicitsPages(capabilities)
  if (isObject(clientInfo)) conversation.client = reported(clientInfo)
  return {
    needsWhole: true,
    judge(answer) {
      const result = memberOf(answer, wholeSpan(answer), 'result')
      const version = result && memberOf(answer, result, 'protocolVersion')
      if (version !== undefined) {
        const value: unknown = JSON.parse(answer.toString('utf8', version.start, version.end))
        if (typeof value === 'string' && value.length <= 32) conversation.version = value
      }
      return answer
    },
  }
}

function reported(info: JsonObject): { readonly name?: string; readonly version?: string } {
  const { name, version } = info
  return {
    ...(typeof name === 'string' ? { name: name.slice(0, 128) } : undefined),
    ...(typeof version === 'string' ? { version: version.slice(0, 64) } : undefined),
  }
}
