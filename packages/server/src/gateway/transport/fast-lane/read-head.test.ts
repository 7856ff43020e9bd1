import { describe, expect, test } from 'vitest'
import { HeadMemo } from './head-memo.ts'
import { readFastHead } from './read-head.ts'

const LIMIT = 4096
const lines = (...given: string[]): string => `${given.join('\r\n')}\r\n\r\n`
const plain = (...more: string[]): string => lines('POST /mcp/up HTTP/1.1', 'Host: h', 'Content-Length: 5', ...more)
const read = (text: string) => readFastHead(Buffer.from(text, 'latin1'), LIMIT)

describe('a head is taken', () => {
  test('with what the gateway looks at, and where its body begins', () => {
    const text = plain('Mcp-Method:  tools/call ', 'mcp-param-a: 1', 'x:', 'Connection: close')
    expect(read(`${text}12345POST`)).toMatchObject({
      url: '/mcp/up',
      head: { host: 'h', contentLength: '5', mcpMethod: 'tools/call', paramHeaders: ['mcp-param-a', '1'] },
      ...{ persistent: false, length: 5, end: text.length },
    })
  })

  test('in any order, for all servers, and without a body', () => {
    expect(read(lines('POST /mcp HTTP/1.1', 'content-length: 0', 'host: h'))).toMatchObject({ url: '/mcp', length: 0 })
  })

  test('whatever its pieces, when the last byte came', () => {
    const text = plain('accept: */*')
    const taken = read(text)
    for (let end = 0; end < text.length; end += 1) expect([end, read(text.slice(0, end))]).toEqual([end, 'more'])
    expect(taken).toMatchObject({ end: text.length })
  })
})

describe('a head is left to the other lane', () => {
  const left: readonly (readonly [string, string])[] = [
    ['another method', 'GET /mcp/up HTTP/1.1\r\n'],
    ['a method in lower case', 'post /mcp HTTP/1.1\r\n'],
    ['CONNECT', 'CONNECT h:1 HTTP/1.1\r\n'],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n'],
    ['the line of a proxy', 'PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n'],
    ['the beginning of TLS', '\x16\x03\x01'],
    ['an empty line first', `\r\n${plain()}`],
    ['an absolute target', 'POST http://h/mcp HTTP/1.1\r\n'],
    ['a query', 'POST /mcp/up?x HTTP/1.1\r\n'],
    ['an escape in the target', 'POST /mcp/%75p HTTP/1.1\r\n'],
    ['a server that has no such name', plain().replace('/mcp/up', '/mcp/')],
    ['a mailbox', 'POST /sse/up/x HTTP/1.1\r\n'],
    ['a target that is too long', `POST /mcp/${'a'.repeat(64)} `],
    ['HTTP/1.0', 'POST /mcp/up HTTP/1.0\r\n'],
    ['a bare line feed', 'POST /mcp/up HTTP/1.1\n'],
    ['a line feed after a field', plain('x: y\nz: a')],
    ['a carriage return in a value', plain('x: a\rb')],
    ['a NUL', plain('x: a\0')],
    ['a tab', plain('x:\ty')],
    ['a byte beyond ASCII', plain('x: \xe4')],
    ['DEL', plain('x: \x7f')],
    ['white space before a colon', plain('x : y')],
    ['a folded line', plain('x: a', ' b')],
    ['a field without a name', plain(': y')],
    ['a field without a colon', plain('x')],
    ['a name that is no token', plain('x(y): z')],
    ...[
      'transfer-encoding: chunked',
      'Transfer-Encoding: identity',
      'content-encoding: gzip',
      'expect: 100-continue',
    ].map((name) => [name, plain(name)] as const),
    ...[
      'upgrade: x',
      'connection: upgrade',
      'connection: close, x',
      'te: trailers',
      'trailer: x',
      'proxy-connection: x',
    ].map((name) => [name, plain(name)] as const),
    ...['Host: h', 'content-length: 5', 'Mcp-Name: a\r\nmcp-name: a', 'mcp-param-x: 1\r\nMcp-Param-X: 1'].map(
      (name) => [`twice ${name}`, plain(name)] as const,
    ),
    ...['', '+5', '05', '0x5', '-5', '5,5', '5 5', '5;', '9'.repeat(16)].map(
      (length) => [`a length of ${length}`, plain().replace('Length: 5', `Length: ${length}`)] as const,
    ),
    ['no length', lines('POST /mcp HTTP/1.1', 'host: h')],
    ['no Host', lines('POST /mcp HTTP/1.1', 'content-length: 0')],
    ['a head that is too long', plain(`x: ${'y'.repeat(LIMIT)}`)],
    ['a head without an end', `POST /mcp HTTP/1.1\r\nx: ${'y'.repeat(LIMIT)}`],
  ]
  test.each(left)('[lanes.strict] %s', (_, text) => {
    expect(read(text)).toBe('other')
  })
})

describe('a head that came before', () => {
  const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

  test('is the same object; with another length, the same but for it', () => {
    const memo = new HeadMemo()
    const first = memo.read(bytes(plain('accept: */*')), LIMIT)
    expect(memo.read(bytes(`${plain('accept: */*')}12345`), LIMIT)).toBe(first)
    const longer = bytes(`${plain('accept: */*').replace(': 5', ': 1234')}abc`)
    expect(memo.read(longer, LIMIT)).toEqual(readFastHead(longer, LIMIT))
    expect(memo.read(longer.subarray(0, longer.length - 4), LIMIT)).toBe('more')
  })

  test.each([
    ['another token', plain('authorization: Bearer 2')],
    ['another field behind', plain('authorization: Bearer 1', 'x: y')],
    ['a length with a leading zero', plain('authorization: Bearer 1').replace(': 5', ': 05')],
    ['a length that goes on', plain('authorization: Bearer 1').replace(': 5', ': 5a')],
    ['a length and a space', plain('authorization: Bearer 1').replace(': 5', ': 5 ')],
    ['no length', plain('authorization: Bearer 1').replace(': 5', ': ')],
    ['another server', plain('authorization: Bearer 1').replace('/up', '/us')],
    ['too long a head', plain('authorization: Bearer 1').replace(': 5', `: 5${' '.repeat(LIMIT)}`)],
  ])('is not taken for %s', (_, text) => {
    const memo = new HeadMemo()
    memo.read(bytes(plain('authorization: Bearer 1')), LIMIT)
    expect(memo.read(bytes(text), LIMIT)).toEqual(readFastHead(bytes(text), LIMIT))
  })
})
