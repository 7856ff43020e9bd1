/** What is changed in an answer of one server's on its way to a client of all of them. */
import type { Caller } from '../../ports/directory.ts'
import type { Span } from '../wire/message.ts'
import { applyEdits, type Edit, elementsOf, memberOf } from '../wire/spans.ts'
import { setAt, spanAt, stringAt } from '../wire/splice.ts'
import type { Asking } from './asking.ts'
import type { Rewrite } from './listener-downstream.ts'

const TASK = 'task'
const RESULT_TASK = ['result', 'taskId']
const LINK = 'resource_link'

/** The id of a task as the client gets it: it says whose it is, to the gateway alone. */
export const sealedTask = ({ together, grant }: Asking, { server }: Caller, id: string): string =>
  together.sealer.seal({ grant, use: TASK }, { server: server.id, id })

/** Whose a task is; undefined: no such id was given to this grant. */
export function openTask(
  { together, grant, callers }: Asking,
  sealed: string,
): { readonly caller: Caller; readonly id: string } | undefined {
  const { server, id } = together.sealer.open({ grant, use: TASK }, sealed) ?? {}
  const caller = callers.find((each) => each.server.id === server)
  return caller === undefined || typeof id !== 'string' ? undefined : { caller, id }
}

/** For everything that goes to one server: its tasks and links get names by which its own are found again. */
export const forOne = (asking: Asking, caller: Caller): Rewrite => ({
  answer(given) {
    const bytes = linksShown(asking, caller, given)
    const task = stringAt(bytes, RESULT_TASK)
    return task === undefined ? bytes : setAt(bytes, RESULT_TASK, JSON.stringify(sealedTask(asking, caller, task)))
  },
  aside: (bytes) => bytes,
})

/** A tool's result may name resources that stand in no list, or in another server's. */
function linksShown({ together, callers, outgoing }: Asking, caller: Caller, bytes: Buffer): Buffer {
  const content =
    outgoing.method === 'tools/call' && bytes.includes(LINK) ? spanAt(bytes, ['result', 'content']) : undefined
  if (content === undefined) return bytes
  const edits = elementsOf(bytes, content).flatMap((element): readonly Edit[] => {
    const type = memberOf(bytes, element, 'type')
    const span = memberOf(bytes, element, 'uri')
    if (span === undefined || textOf(bytes, type) !== LINK) return []
    const uri = textOf(bytes, span)
    if (uri === undefined) return []
    together.places.note(caller, 'linked', uri)
    return [{ span, text: JSON.stringify(together.places.shown(callers, caller, 'linked', uri)) }]
  })
  return applyEdits(bytes, edits)
}

function textOf(bytes: Buffer, span: Span | undefined): string | undefined {
  const value: unknown = span && JSON.parse(bytes.toString('utf8', span.start, span.end))
  return typeof value === 'string' ? value : undefined
}
