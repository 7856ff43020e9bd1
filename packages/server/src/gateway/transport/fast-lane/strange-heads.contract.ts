/** Requests as clients send them, and as nobody should: put together and spoiled by a seeded generator. */

/** A number in [0, 1) at each call, the same ones for the same seed (Mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Random = () => number

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
const below = (random: Random, most: number): number => Math.floor(random() * most)

const METHODS = ['GET', 'DELETE', 'PUT', 'CONNECT', 'PRI', 'post', 'POS', 'POSTS', 'CALL', '']
const TARGETS = [
  ...[
    '/mcp',
    '/mcp/up',
    '/mcp/a-b-9',
    `/mcp/${'a'.repeat(63)}`,
    `/mcp/${'a'.repeat(64)}`,
    '/mcp/',
    '/mcp/UP',
    '/mcp//up',
  ],
  ...[
    '/mcp/up/x',
    '/mcp?x=1',
    '/mcp/%75p',
    '/mcpx',
    '/mcp/u p',
    '/sse/up',
    '*',
    'http://h/mcp',
    'h:80',
    '/mcp/up#x',
    '',
  ],
]
const VERSIONS = ['HTTP/1.0', 'HTTP/2.0', 'HTTP/1.2', 'http/1.1', 'HTTP/1.1 ', ' HTTP/1.1', 'HTTP/11', 'HTTP/1.1x', '']
const LINE_ENDS = ['\n', '\r', '\r\r\n', '\n\r\n', '\r\n\r\n', '']

/** Fields that a plain request may have. */
const PLAIN = [
  ...['accept: application/json, text/event-stream', 'Accept:*/*', 'content-type: application/json', 'user-agent: x/1'],
  ...['authorization: Bearer abc', 'MCP-Protocol-Version: 2026-07-28', 'Mcp-Method: tools/call', 'mcp-name: open'],
  ...[
    'Mcp-Param-Region: eu ',
    'mcp-session-id:   s   ',
    'connection: keep-alive',
    'Connection: Close',
    'x:',
    'x: ',
    'x:a:b',
  ],
  ...[
    'x-forwarded-for: 1.2.3.4',
    'accept-encoding: gzip, deflate',
    'origin: http://h',
    'sec-fetch-site: none',
    "!#$%&'*+-.^_`|~: x",
  ],
]
/** Fields that are none, or not plain. */
const STRANGE = [
  ...[
    'transfer-encoding: chunked',
    'Transfer-Encoding: identity',
    'transfer-encoding : chunked',
    'transfer-encoding:\tchunked',
  ],
  ...['transfer-encoding: xchunked', 'transfer-encoding: chunked, chunked', 'expect: 100-continue', 'expect: x'],
  ...['upgrade: websocket', 'connection: upgrade', 'connection: close, keep-alive', 'connection: x', 'te: trailers'],
  ...[
    'content-encoding: gzip',
    'trailer: x',
    'host: other',
    'host:',
    'content-type: text/plain',
    'proxy-connection: close',
  ],
  ...['content-length: 0', 'content-length: +5', 'content-length: 0x5', 'content-length: 05', 'content-length: -1'],
  ...[
    'content-length: 5, 5',
    'content-length: 5 5',
    'content-length:',
    'content-length: 99999999999999999999',
    'content_length: 5',
  ],
  ...[
    ' folded',
    '\tfolded',
    ': x',
    'x',
    'x : y',
    'x\t: y',
    'x: a\tb',
    'x: \x7f',
    'x: \xe4',
    'x: a\x00b',
    'x: a\rb',
    'x\x00: y',
    'x\x80: y',
  ],
  ...['authorization: Bearer b', 'mcp-name: b', 'mcp-param-region: us', 'origin: http://b', 'keep-alive: timeout=5'],
  ...['http2-settings: x', 'PROXY TCP4 1.2.3.4 1.2.3.4 1 2', '(x): y', 'x{}: y', 'x@y: z', `x: ${'y'.repeat(300)}`],
]
const BYTES = [
  '\x00',
  '\r',
  '\n',
  '\t',
  ' ',
  ':',
  '\x80',
  '\xff',
  '+',
  '-',
  '0',
  'x',
  ',',
  ';',
  '\x0b',
  '\x0c',
  '\x7f',
  '"',
]

interface Wish {
  readonly random: Random
  /** Chance of each part to be strange. */
  readonly odd: number
}

const oddly = <T>({ random, odd }: Wish, fine: T, strange: readonly T[]): T =>
  random() < odd ? pick(random, strange) : fine

function requestText(wish: Wish): string {
  const { random } = wish
  const body = '{"a":1}'.repeat(below(random, 4))
  const length = oddly(wish, String(body.length), ['0', '1', '3', '8', String(body.length + 2), '007', '7 '])
  const isChunked = random() < wish.odd
  const fields = [
    'host: h',
    isChunked ? 'transfer-encoding: chunked' : `${pick(random, ['content-length', 'Content-Length'])}: ${length}`,
  ]
  for (let count = below(random, 8); count > 0; count -= 1) fields.push(oddly(wish, pick(random, PLAIN), STRANGE))
  for (let i = fields.length - 1; i > 0; i -= 1) swap(fields, i, below(random, i + 1))
  if (random() < wish.odd) fields.splice(below(random, fields.length), 1)
  const line = `${oddly(wish, 'POST', METHODS)} ${oddly(wish, '/mcp/up', TARGETS)} ${oddly(wish, 'HTTP/1.1', VERSIONS)}`
  const head = [line, ...fields].map((text) => text + oddly({ ...wish, odd: wish.odd / 4 }, '\r\n', LINE_ENDS)).join('')
  return `${oddly({ ...wish, odd: wish.odd / 8 }, '', ['\r\n', '\n', ' '])}${head}\r\n${isChunked ? chunks(body, random) : body}`
}

function swap(list: string[], a: number, b: number): void {
  const kept = list[a] ?? ''
  list[a] = list[b] ?? ''
  list[b] = kept
}

const chunks = (body: string, random: Random): string =>
  `${body.length.toString(16)}${pick(random, ['', '', ';x=y', ' ', ';'])}\r\n${body}\r\n${body === '' ? '' : '0\r\n\r\n'}`

/** The same head for another body; or nearly the same. */
function repeated(first: string, random: Random): string {
  const body = '{"a":1}'.repeat(below(random, 4))
  const [head = ''] = first.split('\r\n\r\n', 1)
  const again = head.replace(/(?<=content-length: )\d+/i, String(body.length))
  return `${random() < 0.6 ? again : spoil(again, random)}\r\n\r\n${body}`
}

/** Changes, removes or adds a few bytes. */
function spoil(text: string, random: Random): string {
  let spoiled = text
  for (let times = 1 + below(random, 3); times > 0; times -= 1) {
    const at = below(random, spoiled.length + 1)
    const kind = below(random, 3)
    const added = kind === 0 ? '' : random() < 0.7 ? pick(random, BYTES) : String.fromCharCode(below(random, 256))
    spoiled = spoiled.slice(0, at) + added + spoiled.slice(kind === 1 ? at : at + 1)
  }
  return spoiled
}

/** What is sent on one connection, piece by piece. */
export function strangeRequest(random: Random): readonly Buffer[] {
  const odd = pick(random, [0, 0.02, 0.05, 0.2])
  const first = requestText({ random, odd })
  let text = first
  // Clients send one head again and again: it may be recognised, and must not be where it differs.
  while (random() < 0.35) text += random() < 0.6 ? repeated(first, random) : requestText({ random, odd })
  if (random() < 0.4) text = spoil(text, random)
  if (random() < 0.1) text = text.slice(0, below(random, text.length))
  return splitAt(Buffer.from(text, 'latin1'), random)
}

function splitAt(bytes: Buffer, random: Random): readonly Buffer[] {
  const cuts = Array.from({ length: pick(random, [0, 0, 1, 2, 5, 12]) }, () => below(random, bytes.length + 1))
  const ends = [...cuts.sort((a, b) => a - b), bytes.length]
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end)).filter((piece) => piece.length > 0)
}
