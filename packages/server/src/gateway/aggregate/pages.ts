/**
 * Lists of all servers: every page holds what the next page of each server holds, and its cursor says where each of them
 * goes on. A server that does not answer is left out, and named.
 */
import type { JsonObject, JsonValue } from '@portcullis/engine'
import type { Caller } from '../../ports/directory.ts'
import { answerLocally, tellWhole } from '../translate/local-answer.ts'
import { askWhole, type Told } from '../translate/whole-answer.ts'
import type { AnswerListener, Exchange, Outgoing } from '../upstream/link.ts'
import { META_PREFIX } from '../wire/era.ts'
import { errorAnswer } from '../wire/refusal.ts'
import { applyEdits, elementsOf, memberOf, wholeSpan } from '../wire/spans.ts'
import { dropAt, setAt, spanAt, stringAt, valueAt } from '../wire/splice.ts'
import { type Asking, idText } from './asking.ts'
import { sendPart } from './part.ts'

/** Servers that are asked at the same time. */
const AT_ONCE = 8
/** Bytes after which no more servers are asked for a page: they follow on the next. */
const FULL_BYTES = 2 * 1024 * 1024
/** Entries, and bytes, of one page at most: what a single server's page may have. */
const MOST_ENTRIES = 5000
const MOST_BYTES = 6 * 1024 * 1024
const LARGEST_PAGE = 8 * 1024 * 1024
const LONGEST_TTL = 30_000
const METHOD_UNKNOWN = -32601

/** Key of the note about servers that are missing from a list. */
const UNAVAILABLE = `${META_PREFIX}unavailable`

/** What is listed. */
export interface Listed {
  /** The member of the result that is the list. */
  readonly member: string
  /** The member of each entry that names it. */
  readonly key: string
  /** A listing of one server begins anew. */
  begin(asking: Asking, caller: Caller): void
  /** Takes note of a name, before any of the page is shown. */
  note(asking: Asking, caller: Caller, name: string): void
  /** The name as clients see it; undefined: the entry is left out. */
  shown(asking: Asking, caller: Caller, name: string): string | undefined
}

/** Where one server's list goes on; undefined: at its beginning. */
interface Turn {
  readonly caller: Caller
  readonly cursor: string | undefined
}

/** A page of one server. */
interface ReadPage extends Turn {
  readonly bytes: Buffer
}

/** A page of one server, or why there is none; without a reason: the server has no such list. */
type Page = ReadPage | (Turn & { readonly problem: string | undefined })

/** A page as the client gets it. */
export interface MergedPage {
  readonly entries: readonly string[]
  readonly next: readonly Turn[]
  readonly ttlMs: number
  readonly unavailable: readonly { readonly server: string; readonly problem: string }[]
}

/** Answers a request for a list. */
export function listPage(asking: Asking, listed: Listed, listener: AnswerListener): Exchange {
  const turns = turnsOf(asking)
  if (turns === undefined) {
    const message = 'This cursor was not given to this grant for this list. Begin again without one.'
    return answerLocally(listener, errorAnswer(idText(asking), -32602, message))
  }
  let over = false
  readPage(asking, listed, turns)
    .then((page) => {
      if (!over) tellWhole(listener, written(asking, listed, page))
    })
    .catch(() => listener.onFailure('garbage', false))
  return {
    cancel() {
      over = true
    },
    resume() {
      // A page is told as a whole.
    },
  }
}

/** Reads a whole list, for what it tells about names; bounded as clients' listings are. */
export async function readAll(asking: Asking, listed: Listed): Promise<void> {
  let turns: readonly Turn[] = asking.callers.map((caller) => ({ caller, cursor: undefined }))
  for (let page = 0; page < 100 && turns.length > 0; page++) turns = (await readPage(asking, listed, turns)).next
}

async function readPage(asking: Asking, listed: Listed, turns: readonly Turn[]): Promise<MergedPage> {
  const pages: Page[] = []
  let rest = turns
  while (rest.length > 0 && !isFull(pages)) {
    pages.push(...(await Promise.all(rest.slice(0, AT_ONCE).map((turn) => askFor(asking, turn)))))
    rest = rest.slice(AT_ONCE)
  }
  return merged(asking, listed, pages, rest)
}

const isFull = (pages: readonly Page[]): boolean =>
  pages.reduce((size, page) => size + ('bytes' in page ? page.bytes.length : 0), 0) > FULL_BYTES

async function askFor({ together, outgoing }: Asking, turn: Turn): Promise<Page> {
  const { caller, cursor } = turn
  const bare = dropAt(dropAt(outgoing.bytes, ['params', 'cursor']), ['params', '_meta', 'progressToken'])
  const bytes = cursor === undefined ? bare : setAt(bare, ['params', 'cursor'], JSON.stringify(cursor))
  const road = {
    exchange: (own: Outgoing, listener: AnswerListener) => sendPart(together.env, { caller, outgoing: own }, listener),
  }
  const told = await askWhole(
    road,
    { ...outgoing, bytes, progressToken: undefined },
    {
      patience: together.patience,
      maxBytes: LARGEST_PAGE,
    },
  )
  const problem = problemOf(told)
  return told.kind === 'answer' && !told.facts.failed ? { ...turn, bytes: told.bytes } : { ...turn, problem }
}

/** A server that does not know the list has none. */
function problemOf(told: Told): string | undefined {
  if (told.kind === 'failed') return told.failure
  if (told.kind === 'empty') return 'garbage'
  if (!told.facts.failed || told.facts.errorCode === METHOD_UNKNOWN) return undefined
  return stringAt(told.bytes, ['error', 'message'])?.slice(0, 200) ?? 'error'
}

function merged(asking: Asking, listed: Listed, pages: readonly Page[], rest: readonly Turn[]): MergedPage {
  const read = pages.filter((page) => 'bytes' in page)
  for (const { caller, cursor, bytes } of read) {
    if (cursor === undefined) listed.begin(asking, caller)
    for (const { name } of entriesOf(bytes, listed)) listed.note(asking, caller, name)
  }
  const entries: string[] = []
  const next: Turn[] = []
  let size = 0
  for (const page of read) {
    const shown = shownOf(asking, listed, page)
    const isFirst = entries.length === 0
    const fits = entries.length + shown.length <= MOST_ENTRIES && size + page.bytes.length <= MOST_BYTES
    if (!isFirst && !fits) next.push({ caller: page.caller, cursor: page.cursor })
    else {
      size += page.bytes.length
      entries.push(...shown)
      next.push(...nextOf(page))
    }
  }
  const unavailable = pages.flatMap((page) => {
    const problem = 'problem' in page ? page.problem : undefined
    return problem === undefined ? [] : [{ server: page.caller.server.slug, problem }]
  })
  const ttlMs = unavailable.length > 0 ? 0 : Math.min(LONGEST_TTL, ...read.map(({ bytes }) => ttlOf(bytes)))
  return { entries, next: [...next, ...rest], ttlMs, unavailable }
}

const shownOf = (asking: Asking, listed: Listed, { caller, bytes }: ReadPage): readonly string[] =>
  entriesOf(bytes, listed).flatMap((entry) => {
    const name = listed.shown(asking, caller, entry.name)
    return name === undefined ? [] : [withName(entry.bytes, listed.key, name)]
  })

/** A cursor that leads nowhere else would be followed for ever. */
function nextOf({ caller, cursor, bytes }: ReadPage): readonly Turn[] {
  const next = stringAt(bytes, ['result', 'nextCursor'])
  return next === undefined || next === cursor ? [] : [{ caller, cursor: next }]
}

function ttlOf(bytes: Buffer): number {
  const ttl = valueAt(bytes, ['result', 'ttlMs'])
  return typeof ttl === 'number' && ttl >= 0 ? ttl : 0
}

interface Entry {
  readonly name: string
  readonly bytes: Buffer
}

function entriesOf(page: Buffer, { member, key }: Listed): readonly Entry[] {
  const list = spanAt(page, ['result', member])
  return (list === undefined ? [] : elementsOf(page, list)).flatMap(({ start, end }) => {
    const bytes = page.subarray(start, end)
    const name = stringAt(bytes, [key])
    return name === undefined ? [] : [{ name, bytes }]
  })
}

function withName(entry: Buffer, key: string, name: string): string {
  const span = memberOf(entry, wholeSpan(entry), key)
  return (span === undefined ? entry : applyEdits(entry, [{ span, text: JSON.stringify(name) }])).toString()
}

function written(asking: Asking, { member }: Listed, page: MergedPage): Buffer {
  const { together, grant, outgoing } = asking
  const { entries, next, ttlMs, unavailable } = page
  const turns = next.map(({ caller, cursor }): JsonValue => [caller.server.slug, cursor ?? null])
  const nextCursor = turns.length > 0 && together.sealer.seal({ grant, use: outgoing.method ?? '' }, { turns })
  const rest: JsonObject = {
    ...(nextCursor === false ? undefined : { nextCursor }),
    resultType: 'complete',
    ttlMs,
    cacheScope: 'private',
    ...(unavailable.length > 0 ? { _meta: { [UNAVAILABLE]: [...unavailable] } } : undefined),
  }
  const list = `${JSON.stringify(member)}:[${entries.join(',')}]`
  return Buffer.from(`{"jsonrpc":"2.0","id":${idText(asking)},"result":{${list},${JSON.stringify(rest).slice(1)}}`)
}

/** @returns undefined where the cursor is not one of ours */
function turnsOf({ together, grant, callers, outgoing }: Asking): readonly Turn[] | undefined {
  const given = valueAt(outgoing.bytes, ['params', 'cursor'])
  if (given === undefined) return callers.map((caller) => ({ caller, cursor: undefined }))
  const opened =
    typeof given === 'string' ? together.sealer.open({ grant, use: outgoing.method ?? '' }, given) : undefined
  const turns = opened?.['turns']
  if (!Array.isArray(turns)) return undefined
  return turns.flatMap(([slug, cursor]: readonly unknown[]): readonly Turn[] => {
    const caller = callers.find(({ server }) => server.slug === slug)
    return caller === undefined ? [] : [{ caller, cursor: typeof cursor === 'string' ? cursor : undefined }]
  })
}
