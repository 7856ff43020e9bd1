/** Asks a server for its tools, where a name has to be resolved and no list was seen yet. */
import { type Conversation, sessionHeaders } from '../session/conversation.ts'
import type { Outgoing } from '../upstream/link.ts'
import { modernMeta, PROTOCOL_MODERN } from '../wire/era.ts'
import type { Era } from '../wire/message.ts'
import { memberOf, wholeSpan } from '../wire/spans.ts'
import { ask } from './ask.ts'
import { filterList } from './filter-list.ts'
import type { HeardTools } from './heard-tools.ts'
import type { ToolBook } from './tool-book.ts'

const MAX_PAGES = 100
/** After a failure the server is not asked again for this long, milliseconds. */
const PAUSE = 5000

/** How often a list is read again where definitions are held against accepted ones, milliseconds. */
const RENEWED_EVERY = 60_000

/** What is asked for, for all where they hear the same, or for one; and within which conversation. */
const running = new WeakMap<object, Promise<Conversation>>()
const renewedAt = new WeakMap<ToolBook, number>()
const failedAt = new WeakMap<object, number>()
let counter = 0

/**
 * Fills what a conversation goes by, once at a time; afterwards it may still be unknown.
 * @param now monotonic, milliseconds
 */
export async function learnTools(heard: HeardTools, conversation: Conversation, era: Era, now: number): Promise<void> {
  if (heard.known) return
  const wanted = heard.own === undefined && !heard.book.varies ? heard.book : heard
  if (now - (failedAt.get(wanted) ?? Number.NEGATIVE_INFINITY) < PAUSE) return
  const before = running.get(wanted)
  const asker = await (before ?? start(wanted, { heard, conversation, era, now }))
  // What somebody else was told need not be what this one is told.
  const isOwn = asker === conversation
  if (!isOwn && (heard.book.varies || asker.lost)) await learnTools(heard, conversation, era, now)
}

/**
 * Reads a list that is known again, in the background: a definition may have changed without a word. At most once a
 * minute for each book.
 * @param now monotonic, milliseconds
 */
export function renewTools(heard: HeardTools, conversation: Conversation, era: Era, now: number): void {
  const { book } = heard
  if (!heard.known || running.has(book)) return
  const last = renewedAt.get(book)
  if (last !== undefined && now - last < RENEWED_EVERY) return
  renewedAt.set(book, now)
  // It is new where nobody has looked at it yet.
  if (last !== undefined) void start(book, { heard, conversation, era, now })
}

interface Asking {
  readonly heard: HeardTools
  readonly conversation: Conversation
  readonly era: Era
  readonly now: number
}

function start(wanted: object, { heard, conversation, era, now }: Asking): Promise<Conversation> {
  const started = readPages(heard.book, conversation, era)
    .finally(() => {
      running.delete(wanted)
      // Of a session that is over, the server said nothing of its tools.
      if (!heard.known && !conversation.lost) failedAt.set(wanted, now)
    })
    .then(() => conversation)
  running.set(wanted, started)
  return started
}

const READER = { visible: () => true, dress: undefined } as const

async function readPages(book: ToolBook, conversation: Conversation, era: Era): Promise<void> {
  const reader = {}
  const seen = new Set<string>()
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await ask(conversation.link, listRequest(conversation, era, cursor), (status) => {
      if (status === 404 && era === 'legacy' && conversation.sessionId !== undefined) conversation.lost = true
    })
    const filtered = answer && filterList(answer, { era, cursor, book, reader, hearer: conversation, ...READER })
    if (filtered === undefined) return
    cursor = nextCursor(filtered)
    if (cursor === undefined || seen.has(cursor)) return
    seen.add(cursor)
  }
}

function listRequest(conversation: Conversation, era: Era, cursor: string | undefined): Outgoing {
  counter += 1
  const id = `portcullis-tools-${counter}`
  const params = {
    ...(cursor === undefined ? undefined : { cursor }),
    ...(era === 'modern' ? { _meta: modernMeta() } : undefined),
  }
  const headers =
    era === 'modern'
      ? ['mcp-protocol-version', PROTOCOL_MODERN, 'mcp-method', 'tools/list']
      : sessionHeaders(conversation)
  return {
    kind: 'request',
    bytes: Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/list', params })),
    era,
    id,
    method: 'tools/list',
    progressToken: undefined,
    headers,
  }
}

function nextCursor(answer: Buffer): string | undefined {
  const result = memberOf(answer, wholeSpan(answer), 'result')
  const span = result && memberOf(answer, result, 'nextCursor')
  if (span === undefined) return undefined
  const value: unknown = JSON.parse(answer.toString('utf8', span.start, span.end))
  return typeof value === 'string' ? value : undefined
}
