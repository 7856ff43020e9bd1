/** Finds the strings of an answer that come from the server's data, in its source text: no tree is built. */

/** What a part of an answer is, as far as that decides which of its strings are looked at. */
type Place =
  | 'message'
  | 'result'
  | 'params'
  | 'content'
  | 'item'
  | 'turns'
  | 'turn'
  | 'requests'
  | 'request'
  | 'error'
  | 'completion'
  | 'figure'
  | 'data'
  | 'skip'

/** Told of what is found, each once, nearly in the order of the text. Offsets are in UTF-16 code units. */
export interface StringListener {
  /** A string, without its quotes; with the name of the member that it is the value of. */
  onString(start: number, end: number, name: string | undefined): void
  /** A number of data, as it is written. */
  onNumber(start: number, end: number): void
  /** The key of an object of data, without its quotes. */
  onKey(start: number, end: number): void
  /** Something that is not text: an image, a sound, a blob. */
  onBlob(): void
}

/** By place and key, what the value is; `data` where nothing is said. A `figure` is a number of the protocol's own. */
const MEMBERS: Readonly<Partial<Record<Place, Readonly<Record<string, Place>>>>> = {
  message: { result: 'result', error: 'error', params: 'params' },
  error: { code: 'figure' },
  completion: { total: 'figure' },
  result: {
    ...{ content: 'content', contents: 'content', messages: 'turns', result: 'result', task: 'params' },
    ...{ inputRequests: 'requests', _meta: 'skip', resultType: 'skip', requestState: 'skip', taskId: 'skip' },
    ...{ status: 'skip', createdAt: 'skip', lastUpdatedAt: 'skip', nextCursor: 'skip', cacheScope: 'skip' },
    ...{ role: 'skip', stopReason: 'skip', action: 'skip', completion: 'completion' },
    ...{ ttl: 'figure', ttlMs: 'figure', pollInterval: 'figure', pollIntervalMs: 'figure' },
  },
  params: {
    ...{ content: 'content', messages: 'turns', result: 'result', inputRequests: 'requests', _meta: 'skip' },
    ...{ progressToken: 'skip', requestId: 'skip', taskId: 'skip', level: 'skip', uri: 'skip', mode: 'skip' },
    ...{ method: 'skip', elicitationId: 'skip', requestedSchema: 'skip', modelPreferences: 'skip', status: 'skip' },
    ...{ includeContext: 'skip', createdAt: 'skip', lastUpdatedAt: 'skip', requestState: 'skip', task: 'params' },
    ...{ progress: 'figure', total: 'figure', maxTokens: 'figure', temperature: 'figure' },
    ...{ ttl: 'figure', ttlMs: 'figure', pollInterval: 'figure', pollIntervalMs: 'figure' },
  },
  item: {
    type: 'skip',
    mimeType: 'skip',
    annotations: 'skip',
    size: 'figure',
    icons: 'skip',
    _meta: 'skip',
    blob: 'skip',
    data: 'skip',
    resource: 'item',
    content: 'content',
  },
  turn: { role: 'skip', content: 'content', _meta: 'skip' },
  request: { method: 'skip', params: 'params' },
}
/** What the elements of an array are, or what an object is where an array may stand. */
const ELEMENTS: Readonly<Partial<Record<Place, Place>>> = { content: 'item', turns: 'turn', requests: 'request' }
/** Characters of a string that are looked at one by one before its end is searched for. */
const SHORT_RUN = 24

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const COMMA = 0x2c
/** No other scalar begins with a digit or a minus sign. */
const NINE = 0x39

interface Walk {
  readonly text: string
  readonly listener: StringListener
  /** Next backslash, so that none is searched for twice. */
  backslash: number
}

/**
 * Walks through a message of a server's.
 * @param text one valid JSON text, of at most 512 levels
 */
export function walkStrings(text: string, listener: StringListener): void {
  const walk: Walk = { text, listener, backslash: -1 }
  value(walk, skipSpace(text, 0), 'message', undefined)
}

/** @returns the index behind the value */
function value(walk: Walk, at: number, place: Place, name: string | undefined): number {
  switch (walk.text.charCodeAt(at)) {
    case QUOTE:
      return string(walk, at, place, name)
    case OPEN_OBJECT:
      return object(walk, at, place === 'requests' ? place : (ELEMENTS[place] ?? place))
    case OPEN_ARRAY:
      return array(walk, at, ELEMENTS[place] ?? place)
    default:
      return scalar(walk, at, place)
  }
}

function string(walk: Walk, quote: number, place: Place, name: string | undefined): number {
  const end = endOfString(walk, quote + 1)
  if (place !== 'skip') walk.listener.onString(quote + 1, end, name)
  return end + 1
}

function scalar({ text, listener }: Walk, start: number, place: Place): number {
  let end = start
  while (end < text.length && !endsScalar(text.charCodeAt(end))) end++
  if (place === 'data' && text.charCodeAt(start) <= NINE) listener.onNumber(start, end)
  return end
}

const endsScalar = (unit: number): boolean =>
  unit === COMMA || unit === CLOSE_OBJECT || unit === CLOSE_ARRAY || unit <= 0x20

function array(walk: Walk, open: number, place: Place): number {
  const { text } = walk
  let at = skipSpace(text, open + 1)
  while (at < text.length && text.charCodeAt(at) !== CLOSE_ARRAY) {
    at = skipSpace(text, value(walk, at, place, undefined))
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1)
  }
  return at + 1
}

function object(walk: Walk, open: number, place: Place): number {
  const { text, listener } = walk
  const item: Item = { data: undefined, isMedia: false }
  let at = skipSpace(text, open + 1)
  while (at < text.length && text.charCodeAt(at) !== CLOSE_OBJECT) {
    const end = endOfString(walk, at + 1)
    const name = place === 'skip' ? undefined : nameAt(text, at + 1, end)
    if (place === 'data') listener.onKey(at + 1, end)
    const start = skipSpace(text, skipSpace(text, end + 1) + 1)
    const next = value(walk, start, member(place, name), name)
    if (place === 'item') noteMember(walk, item, name, { start, end: next })
    at = skipSpace(text, next)
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1)
  }
  if (item.data !== undefined) finishItem(walk, item.data, item.isMedia)
  return at + 1
}

/** `data` of an item is text unless the item is an image or a sound, which may be said behind it. */
interface Item {
  data: Range | undefined
  isMedia: boolean
}

interface Range {
  readonly start: number
  readonly end: number
}

function noteMember({ text, listener }: Walk, item: Item, name: string | undefined, { start, end }: Range): void {
  if (name === 'blob') listener.onBlob()
  else if (name === 'data') item.data = { start, end }
  else if (name === 'type') item.isMedia = /^"(?:image|audio)"$/.test(text.slice(start, end))
}

/** Read once more, and nothing behind it: what is searched for there would be searched for again for every item. */
function finishItem({ text, listener }: Walk, { start, end }: Range, isMedia: boolean): void {
  if (isMedia) return listener.onBlob()
  value({ text: text.slice(0, end), listener, backslash: -1 }, start, 'data', 'data')
}

function member(place: Place, name: string | undefined): Place {
  if (place === 'skip' || place === 'data') return place
  if (place === 'requests') return 'request'
  const known = MEMBERS[place]
  if (known !== undefined && name !== undefined && Object.hasOwn(known, name)) return known[name] ?? 'data'
  return place === 'message' ? 'skip' : 'data'
}

function nameAt(text: string, start: number, end: number): string {
  const written = text.slice(start, end)
  if (!written.includes('\\')) return written
  try {
    return String(JSON.parse(`"${written}"`))
  } catch {
    return written
  }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) <= 0x20) at++
  return at
}

/** Index of the quote that ends the string whose content begins at `from`. */
function endOfString(walk: Walk, from: number): number {
  const { text } = walk
  let at = from
  for (let i = 0; i < SHORT_RUN; i++, at++) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) return at
    if (unit === BACKSLASH) at++
  }
  for (let quote = -1; ; ) {
    if (quote < at) quote = indexOrEnd(text, '"', at)
    if (walk.backslash < at) walk.backslash = indexOrEnd(text, '\\', at)
    if (walk.backslash > quote || quote === text.length) return quote
    at = walk.backslash + 2
  }
}

function indexOrEnd(text: string, character: string, from: number): number {
  const index = text.indexOf(character, from)
  return index < 0 ? text.length : index
}
