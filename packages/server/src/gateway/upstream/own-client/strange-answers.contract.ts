/** Answers as servers send them, and as nobody should: made from a seed. */

/** A generator of numbers from 0 to below a bound: the same for the same seed. */
export type Dice = (below: number) => number

/** Xorshift with 32 bits. */
export function dice(seed: number): Dice {
  let state = (Math.imul(seed, 2_654_435_761) ^ 0x9e37_79b9) >>> 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const STATUS_LINES = [
  'HTTP/1.1 200 OK',
  'HTTP/1.1 200 OK',
  'HTTP/1.1 200 ',
  'HTTP/1.1 200',
  'HTTP/1.1 404 Not \xe9 Found\t',
  'HTTP/1.1 204 No Content',
  'HTTP/1.1 304 Not Modified',
  'HTTP/1.1 500 Oh',
  'HTTP/1.0 200 OK',
  'HTTP/1.1 101 Switching Protocols',
  'HTTP/1.1 2000 OK',
  'HTTP/1.1 20 OK',
  'HTTP/1.1 099 OK',
  'HTTP/1.1  200 OK',
  'HTTP/2.0 200 OK',
  'http/1.1 200 OK',
  'HTTP/1.1\t200 OK',
  'ICY 200 OK',
]

const FIELDS = [
  'content-type: application/json',
  'Content-Type:text/event-stream; charset=utf-8',
  'CONTENT-TYPE: \t application/json \t',
  'date: Sun, 22 Nov 2026 00:00:00 GMT',
  'connection: keep-alive',
  'Connection: close',
  'connection: Upgrade, close',
  'keep-alive: timeout=5, max=100',
  'mcp-session-id: abc~!',
  'www-authenticate: Bearer realm="x"',
  'x-empty:',
  'x-obs: \xe9\xff',
  'content-encoding: identity',
  ' folded: yes',
  'x-space : 1',
  'x-nul: a\0b',
  'x-del: a\x7fb',
  'x-cr: a\rb',
  ': nameless',
  'no colon',
  'x(y): 1',
  'upgrade: websocket',
]

const LENGTHS = ['+5', '0x5', '5, 5', '-1', '5 5', '', '05', '99999999999999999999', '1e1', '5\t', '٥']
const CODINGS = [
  'chunked',
  'Chunked',
  'gzip, chunked',
  'chunked, chunked',
  'identity',
  'xchunked',
  'chunked\t',
  '',
  'chunked;q=1',
]
const SIZES = [
  '+3',
  '0x3',
  ' 3',
  '3 ',
  '',
  '-3',
  'g',
  '3;',
  '3;a=b',
  '3;a="b',
  '03',
  '0003',
  '3\t',
  'FFFFFFFFFFFFFFFFF',
  '3;\x01',
]
const ENDS = [
  '\r\n',
  '\r\n',
  '\r\n',
  '\r\n',
  '\r\n',
  '\r\n',
  '\r\n',
  '\r\n',
  '\r\n',
  '\n',
  '\r',
  '\r\r\n',
  '\n\r\n',
  '',
]

const pick = <T>(next: Dice, list: readonly T[]): T => list[next(list.length)] as T
/** Nearly always the first. */
const rarely = <T>(next: Dice, usual: T, strange: () => T): T => (next(8) === 0 ? strange() : usual)

function chunk(next: Dice, text: string): string {
  const size = rarely(next, text.length.toString(16), () => pick(next, SIZES))
  const end = (): string => rarely(next, '\r\n', () => pick(next, ENDS))
  return `${size}${end()}${text}${end()}`
}

function chunks(next: Dice): string {
  const pieces = Array.from({ length: next(4) }, () => chunk(next, 'x'.repeat(1 + next(20))))
  const trailer = rarely(next, '', () =>
    pick(next, ['x: y\r\n', 'content-length: 3\r\n', ' x\r\n', 'x\n', 'a: b\r\nc: d\r\n']),
  )
  return `${pieces.join('')}${rarely(next, '0', () => pick(next, ['00', '0;x', '', '0 ']))}\r\n${trailer}\r\n`
}

/** How the body is framed, and the body. */
function framed(next: Dice): readonly [fields: readonly string[], body: string] {
  const body = '{"a":1}'.repeat(next(3))
  switch (next(6)) {
    case 0:
      return [[], body]
    case 1:
      return [[`content-length: ${body.length}`, ...(next(4) === 0 ? [`content-length: ${body.length}`] : [])], body]
    case 2:
      return [[`content-length: ${rarely(next, String(body.length), () => pick(next, LENGTHS))}`], body]
    case 3:
      return [[`content-length: ${body.length}`, `transfer-encoding: ${pick(next, CODINGS)}`], chunks(next)]
    default:
      return [[`Transfer-Encoding: ${rarely(next, 'chunked', () => pick(next, CODINGS))}`], chunks(next)]
  }
}

function answer(next: Dice): string {
  const [framing, body] = framed(next)
  const fields = Array.from({ length: next(4) }, () =>
    pick(
      next,
      FIELDS.slice(
        0,
        rarely(next, 13, () => FIELDS.length),
      ),
    ),
  )
  const lines = [...fields, ...framing].sort(() => next(3) - 1)
  const status = rarely(next, 'HTTP/1.1 200 OK', () => pick(next, STATUS_LINES))
  const end = (): string => (next(60) === 0 ? pick(next, ENDS) : '\r\n')
  return `${[status, ...lines].map((line) => line + end()).join('')}\r\n${body}`
}

/** Changes single bytes. */
function spoil(next: Dice, text: string): string {
  const at = next(text.length + 1)
  const byte = String.fromCharCode(next(256))
  switch (next(4)) {
    case 0:
      return text.slice(0, at) + byte + text.slice(at)
    case 1:
      return text.slice(0, at) + text.slice(at + 1)
    case 2:
      return text.slice(0, at) + byte + text.slice(at + 1)
    default:
      return text.slice(0, at)
  }
}

const INTERIM = [
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n',
  'HTTP/1.1 102 P\r\ncontent-length: 3\r\n\r\n',
]

/** The bytes of a connection until the server ends it, in the pieces in which they come. */
export function strangeAnswer(next: Dice): readonly Buffer[] {
  const before = rarely(next, '', () => pick(next, INTERIM))
  const behind = rarely(next, '', () => pick(next, ['x', '\r\n', answer(next)]))
  const text = before + answer(next) + behind
  const bytes = Buffer.from(next(3) === 0 ? spoil(next, text) : text, 'latin1')
  const cuts = Array.from({ length: next(4) }, () => next(bytes.length + 1)).sort((a, b) => a - b)
  return [0, ...cuts].map((from, i) => bytes.subarray(from, cuts[i] ?? bytes.length)).filter(({ length }) => length > 0)
}
