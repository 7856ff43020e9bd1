import { describe, expect, it } from 'vitest'
import { AnswerReader, type Reading } from './answer-reader.ts'

/** What is told of an answer that comes in pieces; every piece stands in the same place. */
function read(pieces: readonly Buffer[]) {
  const place = Buffer.alloc(128 * 1024)
  const told = { status: 0, fields: [] as string[], body: '' }
  const reader = new AnswerReader({
    onHead(status, raw) {
      told.status = status
      told.fields = raw.map((bytes) => bytes.toString('latin1'))
    },
    onPiece(piece) {
      told.body += piece.toString('latin1')
      return true
    },
  })
  reader.begin()
  let reading: Reading = 'more'
  for (const piece of pieces) {
    if (reading !== 'more') break
    piece.copy(place)
    reading = reader.read(place.subarray(0, piece.length))
    place.fill(0x21, 0, piece.length)
  }
  return { ...told, reading, keeps: reader.keeps, keptFor: reader.keptFor, next: reader.next, ended: reader.end() }
}

const whole = (text: string) => read([Buffer.from(text, 'latin1')])
const bytewise = (text: string) => read([...Buffer.from(text, 'latin1')].map((byte) => Buffer.from([byte])))

const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'
const INTERIM = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 E\r\nlink: x\r\n\r\n'
const head = (...fields: string[]): string => `HTTP/1.1 200 OK\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n`

describe('an answer', () => {
  it.each([
    ['of a length', `${head('content-type: application/json', 'Content-Length: 2')}{}`, true],
    ['in chunks', `${head('Transfer-Encoding: Chunked')}1\r\n{\r\n01;x="y z";y\r\n}\r\n0\r\nx: y\r\n\r\n`, true],
    ['that is the last one', `${head('connection: x, Close', 'content-length: 2')}{}`, false],
    ['of an old server', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}', false],
    ['without words', 'HTTP/1.1 200\r\ncontent-length: 2\r\n\r\n{}', true],
    ['after two announcements', `${INTERIM}${head('content-length: 2')}{}`, true],
  ])('%s is read, in one piece and byte by byte', (_, text, keeps) => {
    for (const found of [whole(text), bytewise(text)])
      expect(found).toMatchObject({ reading: 'whole', status: 200, body: '{}', keeps })
    expect(whole(text).next).toBe(text.length)
    expect(bytewise(text).fields).toEqual(whole(text).fields)
  })

  it('may have no body', () => {
    expect(bytewise(head('content-length: 0'))).toMatchObject({ reading: 'whole', body: '', keeps: true })
  })

  it('tells the fields that matter, whatever their case, without the space around them', () => {
    const fields = ['X-Other: 1', 'CONTENT-type: \t a/b \t', 'mcp-session-ID:s', 'WWW-Authenticate: Basic']
    const text = head(...fields, 'content-length: 0')
    const told = ['content-type', 'a/b', 'mcp-session-id', 's', 'www-authenticate', 'Basic', 'content-length', '0']
    expect(bytewise(text).fields).toEqual(told)
    // Where it is cut, the first piece is gone when the second comes.
    for (let cut = 0; cut < text.length; cut++) {
      const bytes = Buffer.from(text)
      expect(read([bytes.subarray(0, cut), bytes.subarray(cut)]).fields).toEqual(told)
    }
  })

  it('ends with its connection where nothing else ends it', () => {
    const found = whole(`${head()}{"a"`)
    expect(found).toMatchObject({ reading: 'more', body: '{"a"', ended: true, keeps: false })
    expect(whole(`${head('content-length: 9')}{"a"`).ended).toBe(false)
    expect(whole(`${CHUNKED}5\r\n{"a"`).ended).toBe(false)
  })

  it.each([204, 304])('of the status %i has no body, and keeps no connection on which it announces one', (status) => {
    expect(whole(`HTTP/1.1 ${status} X\r\n\r\n`)).toMatchObject({ reading: 'whole', keeps: true, body: '' })
    const announced = whole(`HTTP/1.1 ${status} X\r\ncontent-length: 3\r\n\r\nabc`)
    expect(announced).toMatchObject({ reading: 'whole', keeps: false, body: '' })
  })

  it('says for how long its connection is kept', () => {
    expect(whole(head('keep-alive: max=1, Timeout=7', 'content-length: 0')).keptFor).toBe(7)
    expect(whole(head('content-length: 0')).keptFor).toBeUndefined()
  })

  it('leaves what follows it', () => {
    const text = `${head('content-length: 2')}{}`
    expect(whole(`${text}HTTP/1.1 200`)).toMatchObject({ reading: 'whole', next: text.length, body: '{}' })
  })
})

describe('no answer', () => {
  const long = 'y'.repeat(17_000)
  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['another version', 'HTTP/2.0 200 OK\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n'],
    ['a status that does not exist', 'HTTP/1.1 099 OK\r\n'],
    ['a status that nobody knows', 'HTTP/1.1 600 OK\r\n\r\n'],
    ['a line that ends in LF alone', 'HTTP/1.1 200 OK\n'],
    ['a CR within a line', head('x: a\rb')],
    ['a NUL', head('x: a\0b')],
    ['a name with a space behind it', head('content-length : 2')],
    ['no name', head(': x')],
    ['no colon', head('x')],
    ['a line that goes on', head('x: a', ' b')],
    ['two lengths', head('content-length: 2', 'content-length: 3')],
    ['a length twice', head('content-length: 2', 'Content-Length: 2')],
    ['a list of lengths', head('content-length: 2, 2')],
    ['a length with a sign', head('content-length: +2')],
    ['a length with a zero before it', head('content-length: 02')],
    ['a length of no digits', head('content-length:')],
    ['a length with a tab', head('content-length: 2\t')],
    ['a length beyond counting', head('content-length: 9999999999999999')],
    ['a length and chunks', head('content-length: 2', 'transfer-encoding: chunked')],
    ['chunks and a length', head('transfer-encoding: chunked', 'content-length: 2')],
    ['another coding', head('transfer-encoding: gzip, chunked')],
    ['chunks twice', head('transfer-encoding: chunked', 'transfer-encoding: chunked')],
    ['chunks of an old server', 'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n'],
    ['an announcement with a body', 'HTTP/1.1 100 Continue\r\ncontent-length: 2\r\n\r\n'],
    ['announcements without an end', 'HTTP/1.1 103 E\r\n\r\n'.repeat(9)],
    ['a head that does not end', `HTTP/1.1 200 OK\r\nx: ${long}`],
    ['a head of many lines', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(3000)}`],
    ['a chunk without a size', `${CHUNKED}\r\n`],
    ['a size that is none', `${CHUNKED}xyz\r\n`],
    ['a size with a sign', `${CHUNKED}+2\r\n`],
    ['a size with a space', `${CHUNKED}2 \r\n`],
    ['a size beyond counting', `${CHUNKED}fffffffffffff\r\n`],
    ['a size that ends in LF alone', `${CHUNKED}2\n`],
    ['a chunk that is longer than its size', `${CHUNKED}2\r\nabc\r\n`],
    ['an extension without an end', `${CHUNKED}2;a=${long}`],
    ['an extension that is none', `${CHUNKED}2;a="\r\n`],
    ['extensions without measure', `${CHUNKED}${`1;a=${'b'.repeat(1000)}\r\nx\r\n`.repeat(17)}`],
    ['a trailer that is none', `${CHUNKED}0\r\n x\r\n`],
    ['a length behind the body', `${CHUNKED}0\r\ncontent-length: 2\r\n`],
    ['trailers without an end', `${CHUNKED}0\r\n${'x: y\r\n'.repeat(3000)}`],
  ])('[answers.strict] is %s', (_, text) => {
    expect(whole(text).reading).toBe('broken')
    expect(bytewise(text).reading).toBe('broken')
  })
})

describe('a pause', () => {
  it('keeps what was not read, and the end', () => {
    const pieces: string[] = []
    const reader = new AnswerReader({
      onHead() {},
      onPiece: (piece) => pieces.push(piece.toString()) < 0,
    })
    reader.begin()
    let rest = Buffer.from(`${CHUNKED}2\r\n{}\r\n1\r\n \r\n0\r\n\r\n`)
    const readings: Reading[] = []
    while (readings.at(-1) !== 'whole') {
      readings.push(reader.read(rest))
      rest = rest.subarray(reader.next)
    }
    expect(readings).toEqual(['paused', 'paused', 'whole'])
    expect(pieces).toEqual(['{}', ' '])
  })

  it('holds at the last byte', () => {
    const reader = new AnswerReader({ onHead() {}, onPiece: () => false })
    reader.begin()
    expect(reader.read(Buffer.from(`${head('content-length: 2')}{}`))).toBe('paused')
    expect(reader.read(Buffer.alloc(0))).toBe('whole')
  })
})
