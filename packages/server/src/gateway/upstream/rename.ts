/**
 * Ids of our own for requests that share a channel.
 *
 * Several conversations may use one child, and stateless calls of several clients one conversation: they all count from
 * one, so their ids and progress tokens meet. An id that is never used twice in the life of a channel keeps them apart,
 * late answers included. Only the source text of ids and tokens is exchanged; every other byte stays, and what comes
 * back carries the client's own text again.
 */
import type { RequestId, Span } from '../wire/message.ts'
import { applyEdits, type Edit, type Member, membersOf, wholeSpan } from '../wire/spans.ts'
import type { Outgoing } from './link.ts'

/** Where messages of a subscription name the request that opened it (MCP 2026-07-28, subscriptions). */
const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId'

/** A request as it goes out, and what its ids were. */
export interface Named {
  readonly bytes: Buffer
  readonly id: RequestId
  readonly token: RequestId | undefined
  /** Source texts of the client's id and token, where others went out. */
  readonly own: { readonly id: string; readonly token: string | undefined } | undefined
}

type Path = readonly string[]

const ID: Path = ['id']
const REQUEST_TOKEN: Path = ['params', '_meta', 'progressToken']
const PROGRESS_TOKEN: Path = ['params', 'progressToken']
const CANCELLED_ID: Path = ['params', 'requestId']
const SUBSCRIPTION: Path = ['params', '_meta', SUBSCRIPTION_ID]
const ENDED_SUBSCRIPTION: Path = ['result', '_meta', SUBSCRIPTION_ID]

/** Where the value at `path` stands; undefined when it is absent, or when a key on the way comes twice. */
function find(bytes: Buffer, path: Path): Span | undefined {
  let span: Span | undefined = wholeSpan(bytes)
  for (const key of path) {
    if (span === undefined) return undefined
    const found: readonly Member[] = membersOf(bytes, span).filter((member) => member.key === key)
    span = found.length === 1 ? found[0]?.value : undefined
  }
  return span
}

const textAt = (bytes: Buffer, span: Span): string => bytes.toString('utf8', span.start, span.end)

function replace(bytes: Buffer, path: Path, text: string): Buffer | undefined {
  const span = find(bytes, path)
  return span === undefined ? undefined : applyEdits(bytes, [{ span, text }])
}

/** A request under its own id; undefined when it has none. */
export function asIs(outgoing: Outgoing): Named | undefined {
  const { bytes, id, progressToken } = outgoing
  return id === undefined ? undefined : { bytes, id, token: progressToken, own: undefined }
}

/** A request under an id of ours, which is its progress token too; undefined when its own cannot be found in it. */
export function rename(outgoing: Outgoing, id: number): Named | undefined {
  const { bytes, progressToken } = outgoing
  const span = find(bytes, ID)
  if (span === undefined) return undefined
  const edits: Edit[] = [{ span, text: String(id) }]
  let token: Span | undefined
  if (progressToken !== undefined) {
    token = find(bytes, REQUEST_TOKEN)
    if (token === undefined) return undefined
    edits.push({ span: token, text: String(id) })
  }
  const own = { id: textAt(bytes, span), token: token === undefined ? undefined : textAt(bytes, token) }
  return { bytes: applyEdits(bytes, edits), id, token: token === undefined ? undefined : id, own }
}

/** A client's cancellation, naming the id that its request went out with. */
export const renameCancelled = (bytes: Buffer, id: RequestId): Buffer | undefined =>
  replace(bytes, CANCELLED_ID, JSON.stringify(id))

/** An answer under the client's id; undefined when it has no single id. */
export function restoreAnswer(bytes: Buffer, { id, own }: Named): Buffer | undefined {
  if (own === undefined) return bytes
  const span = find(bytes, ID)
  if (span === undefined) return undefined
  const edits: Edit[] = [{ span, text: own.id }]
  const subscription = find(bytes, ENDED_SUBSCRIPTION)
  if (subscription !== undefined && textAt(bytes, subscription) === String(id)) {
    edits.push({ span: subscription, text: own.id })
  }
  return applyEdits(bytes, edits)
}

/** Progress under the client's token; undefined when it has no single token. */
export const restoreProgress = (bytes: Buffer, { own }: Named): Buffer | undefined =>
  own === undefined ? bytes : replace(bytes, PROGRESS_TOKEN, own.token ?? own.id)

/** A message of a subscription under the id that the client gave it; undefined when it names no single one. */
export const restoreSubscription = (bytes: Buffer, { own }: Named): Buffer | undefined =>
  own === undefined ? bytes : replace(bytes, SUBSCRIPTION, own.id)

/** A server's cancellation of a request of the client's; undefined when it names no single one. */
export const restoreCancelled = (bytes: Buffer, { own }: Named): Buffer | undefined =>
  own === undefined ? bytes : replace(bytes, CANCELLED_ID, own.id)
