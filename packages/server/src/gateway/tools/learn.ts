/** Asks a server for its tools, where a name has to be resolved and no list was seen yet. */
import { type Conversation, sessionHeaders } from '../session/conversation.ts'
import type { Outgoing } from '../upstream/link.ts'
import { modernMeta, PROTOCOL_MODERN } from '../wire/era.ts'
import type { Era } from '../wire/message.ts'
import { memberOf, wholeSpan } from '../wire/spans.ts'
import { ask } from './ask.ts'
import { filterList } from './filter-list.ts'
import type { ToolBook } from './tool-book.ts'

const MAX_PAGES = 100
/** After a failure the server is not asked again for this long, milliseconds. */
const PAUSE = 5000

/** How often a list is read again where definitions are held against accepted ones, milliseconds. */
const RENEWED_EVERY = 60_000

const running = new WeakMap<ToolBook, Promise<void>>()
const renewedAt = new WeakMap<ToolBook, number>()
const failedAt = new WeakMap<ToolBook, number>()
let counter = 0

/**
 * Fills the book, once at a time for each; afterwards it may still be unknown.
 * @param now monotonic, milliseconds
 */
export async function learnTools(book: ToolBook, conversation: Conversation, era: Era, now: number): Promise<void> {
  if (book.known || now - (failedAt.get(book) ?? Number.NEGATIVE_INFINITY) < PAUSE) return
  return running.get(book) ?? start(book, conversation, { era, now })
}

/**
 * Reads a list that is known again, in the background: a definition may have changed without a word. At most once a
 * minute for each book.
 * @param now monotonic, milliseconds
 */
export function renewTools(book: ToolBook, conversation: Conversation, era: Era, now: number): void {
  if (!book.known || running.has(book)) return
  const last = renewedAt.get(book)
  if (last !== undefined && now - last < RENEWED_EVERY) return
  renewedAt.set(book, now)
  // It is new where nobody has looked at it yet.
  if (last !== undefined) void start(book, conversation, { era, now })
}

function start(
  book: ToolBook,
  conversation: Conversation,
  at: { readonly era: Era; readonly now: number },
): Promise<void> {
  const started = readPages(book, conversation, at.era).finally(() => {
    running.delete(book)
    if (!book.known) failedAt.set(book, at.now)
  })
  running.set(book, started)
  return started
}

async function readPages(book: ToolBook, conversation: Conversation, era: Era): Promise<void> {
  const reader = {}
  const seen = new Set<string>()
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await ask(conversation.link, listRequest(conversation, era, cursor))
    const filtered = answer && filterList(answer, { era, cursor, book, reader, visible: () => true, dress: undefined })
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
