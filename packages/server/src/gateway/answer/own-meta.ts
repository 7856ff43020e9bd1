/** What a server may not say: keys of `_meta` under the gateway's own prefix. */
import { META_PREFIX } from '../wire/era.ts'
import type { Span } from '../wire/message.ts'
import { applyEdits, memberOf, membersOf, removeMember, wholeSpan } from '../wire/spans.ts'

/** Nobody but the gateway speaks under the gateway's prefix: such keys of a server are taken out. */
export function withoutOwnMeta(answer: Buffer): Buffer {
  const meta = resultMember(answer, '_meta')
  if (meta === undefined) return answer
  const own = membersOf(answer, meta).filter(({ key }) => key.startsWith(META_PREFIX))
  return own.reduce((bytes, { key }) => {
    const span = resultMember(bytes, '_meta')
    const edit = span && removeMember(bytes, span, key)
    return edit === undefined ? bytes : applyEdits(bytes, [edit])
  }, answer)
}

function resultMember(answer: Buffer, key: string): Span | undefined {
  const result = memberOf(answer, wholeSpan(answer), 'result')
  return result && memberOf(answer, result, key)
}
