import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../../test/stopwatch.ts'
import { type AnswerFacts, AnswerScanner, classifyServerMessage, scanAnswer } from './answer.ts'
import { byteByByte, cuts, inPieces } from './pieces.contract.ts'

const scan = (text: string): AnswerFacts | undefined => scanAnswer(Buffer.from(text))

function stream(pieces: readonly Buffer[]): AnswerFacts | undefined {
  const scanner = new AnswerScanner()
  for (const piece of pieces) if (!scanner.push(piece)) return undefined
  return scanner.end()
}

const facts = (more: Partial<AnswerFacts>): AnswerFacts => ({
  id: 1,
  failed: false,
  errorCode: undefined,
  isError: false,
  resultType: undefined,
  ownMeta: false,
  ...more,
})

const accepted: readonly (readonly [string, AnswerFacts])[] = [
  ['{"jsonrpc":"2.0","id":1,"result":{}}', facts({})],
  ['{"result":{"isError":true},"jsonrpc":"2.0","id":"a"}', facts({ id: 'a', isError: true })],
  ['{"result":{"isError":"true"},"jsonrpc":"2.0","id":1}', facts({})],
  [
    '{"id":"\\u0061\\n","jsonrpc":"\\u0032.0","result":{"resultType":"input_required"}}',
    facts({ id: 'a\n', resultType: 'input_required' }),
  ],
  [
    '{"jsonrpc":"2.0","id":1,"res\\u0075lt":{"is\\u0045rror":true,"resultType":"complete"}}',
    facts({ isError: true, resultType: 'complete' }),
  ],
  [
    '{"jsonrpc":"2.0","id":-5,"error":{"code":-32602,"message":"no"}}',
    facts({ id: -5, failed: true, errorCode: -32602 }),
  ],
  ['{"jsonrpc":"2.0","id":null,"error":{"code":-32700}}', facts({ id: null, failed: true, errorCode: -32700 })],
  ['{"jsonrpc":"2.0","id":"größe","result":{"content":[{"isError":true,"resultType":1}]}}', facts({ id: 'größe' })],
  ['{"jsonrpc":"2.0","id":1,"result":{"_meta":{"portcullis/decision":{}}}}', facts({ ownMeta: true })],
  ['{"jsonrpc":"2.0","id":1,"result":{"_meta":{"\\u0070ortcullis\\/x":1,"a":2}}}', facts({ ownMeta: true })],
  ['{"jsonrpc":"2.0","id":1,"result":{"x":{"portcullis/x":1},"_meta":{"other/x":{"portcullis/y":1}}}}', facts({})],
  [
    ' { "jsonrpc" : "2.0" , "id" : 1 , "result" : { "isError" : true , "a" : [ 1 , { } ] } } \n',
    facts({ isError: true }),
  ],
  ['{"jsonrpc":"2.0","id":1,"result":{"isError":false,"a":[true,false,null,1.5e-7,-0]},"extra":1}', facts({})],
]

const rejected: readonly string[] = [
  ...[
    '',
    ' ',
    '{}',
    '[]',
    '5',
    '"x"',
    'null',
    'x',
    '{',
    '{"jsonrpc":"2.0","id":1,"result":{}',
    '{"jsonrpc":"2.0","id":1,"result":{}}x',
  ],
  '{"jsonrpc":"2.0","id":1,"result":{}}{}',
  '{"id":1,"result":{}}',
  '{"jsonrpc":"1.0","id":1,"result":{}}',
  '{"jsonrpc":2.0,"id":1,"result":{}}',
  '{"jsonrpc":"2.0","result":{}}',
  '{"jsonrpc":"2.0","id":null,"result":{}}',
  '{"jsonrpc":"2.0","id":1.5,"result":{}}',
  '{"jsonrpc":"2.0","id":true,"result":{}}',
  '{"jsonrpc":"2.0","id":{},"result":{}}',
  '{"jsonrpc":"2.0","id":12345678901234567890,"result":{}}',
  '{"jsonrpc":"2.0","id":1}',
  '{"jsonrpc":"2.0","id":1,"result":[]}',
  '{"jsonrpc":"2.0","id":1,"result":"x"}',
  '{"jsonrpc":"2.0","id":1,"result":{},"error":{}}',
  '{"jsonrpc":"2.0","id":1,"result":{},"method":"x"}',
  '{"jsonrpc":"2.0","id":1,"id":1,"result":{}}',
  '{"jsonrpc":"2.0","id":1,"i\\u0064":2,"result":{}}',
  '{"jsonrpc":"2.0","id":1,"result":{},"result":{}}',
  '{"jsonrpc":"2.0","id":1,"result":{},"Result":{}}',
  '{"jsonrpc":"2.0","ID":1,"id":1,"result":{}}',
  '{"jsonrpc":"2.0","id":1,"result":{"isError":true,"isError":false}}',
  '{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","resultType":"complete"}}',
  '{"jsonrpc":"2.0","id":1,"result":{"resultType":1}}',
  '{"jsonrpc":"2.0","id":1,"result":{"resultType":{}}}',
  '{"jsonrpc":"2.0","id":1,"result":{"_meta":{},"_meta":{}}}',
  '{"jsonrpc":"2.0","id":1,"result":{"tools":[],"tools":[]}}',
  '{"jsonrpc":"2.0","id":1,"error":{"code":1,"code":2}}',
  '{"jsonrpc":"2.0","id":1,"result":{"a":01}}',
  '{"jsonrpc":"2.0","id":1,"result":{"a":tru}}',
  '{"jsonrpc":"2.0","id":1,"result":{"a":-}}',
  '{"jsonrpc":"2.0","id":1,"result":{"a":1.}}',
  '{"jsonrpc":"2.0","id":1,"result":{"a":"\\x"}}',
  '{"jsonrpc":"2.0","id":1,"result":{"a":"\\u12g4"}}',
  '{"jsonrpc":"2.0","id":1,"result":{"a":1,}}',
  '{"jsonrpc":"2.0","id":1,"result":{,}}',
  '{"jsonrpc":"2.0","id":1,"result":{"a":[1,]}}',
  '{"jsonrpc":"2.0","id":1,"result":{"a":[,1]}}',
  '{"jsonrpc":"2.0","id":1,"result":{"a":[1}}}',
  '{"jsonrpc":"2.0","id":1,"result":{"a" 1}}',
  '{"jsonrpc":"2.0","id":1,"result":{"a":1 "b":2}}',
  '{"jsonrpc":"2.0","id":1,"result":{1:2}}',
  `{"jsonrpc":"2.0","id":1,"result":{"a":${'['.repeat(511)}${']'.repeat(511)}}}`,
  `{"jsonrpc":"2.0","id":"${'x'.repeat(9000)}","result":{}}`,
  `{"jsonrpc":"2.0","id":1,"result":{"${'x'.repeat(9000)}":1}}`,
  `{"jsonrpc":"2.0","id":1,"result":{"a":${'1'.repeat(9000)}}}`,
]

describe('answers', () => {
  it.each(accepted)('%s', (text, wanted) => {
    expect(scan(text)).toEqual(wanted)
    expect(stream(byteByByte(Buffer.from(text)))).toEqual(wanted)
  })

  it.each(rejected.map((text) => [text.slice(0, 90), text]))('refuses %s', (_shown, text) => {
    expect(scan(text)).toBeUndefined()
    expect(stream([Buffer.from(text)])).toBeUndefined()
    expect(stream(byteByByte(Buffer.from(text)))).toBeUndefined()
  })

  it('of any length pass: strings, depth and keys that nobody reads have their bounds elsewhere', () => {
    const long = 'x'.repeat(100_000)
    const text = `{"jsonrpc":"2.0","id":1,"result":{"nextCursor":"${long}","a":{"${long}":"${long}\\n${long}"}}}`
    expect(scan(text)).toEqual(facts({}))
    expect(stream(inPieces(Buffer.from(text), [5, 1000, 150_000, 250_001]))).toEqual(facts({}))
  })

  const value = fc.jsonValue({ maxDepth: 3 })
  const members = fc.dictionary(
    fc.constantFrom('isError', 'resultType', '_meta', 'tools', 'code', 'content', 'é'),
    value,
    { noNullPrototype: true },
  )
  const answers = fc
    .tuple(
      fc.constantFrom('result', 'error', 'params'),
      members,
      fc.constantFrom<unknown>(1, 'ü', null, 1.5, {}),
      fc.constantFrom(0, 2),
    )
    .map(([key, body, id, spaces]) => JSON.stringify({ [key]: body, jsonrpc: '2.0', id }, null, spaces))
  const edits = fc.tuple(
    fc.nat(),
    fc.constantFrom('', '', '"', '{', '}', '[', ']', ',', ':', '\\', '1', 'e', ' ', 'é', '"id":1,'),
  )
  const edited = fc.tuple(answers, edits).map(([text, [at, insert]]) => {
    const i = at % (text.length + 1)
    return text.slice(0, i) + insert + text.slice(i)
  })

  it('are judged alike whole and in pieces, however they are cut', () => {
    fc.assert(
      fc.property(edited, cuts, (text, places) => {
        const bytes = Buffer.from(text)
        const whole = scanAnswer(bytes)
        expect(stream(inPieces(bytes, places))).toEqual(whole)
        expect(stream(byteByByte(bytes))).toEqual(whole)
      }),
      { numRuns: 700 },
    )
  })

  it('are only taken if JSON.parse takes them, and say what it says', () => {
    fc.assert(
      fc.property(edited, (text) => {
        const found = scan(text)
        if (found === undefined) return
        const parsed = JSON.parse(text) as {
          id: unknown
          result?: Record<string, unknown>
          error?: Record<string, unknown>
        }
        expect(found).toMatchObject({
          id: parsed.id,
          failed: parsed.error !== undefined,
          isError: parsed.result?.['isError'] === true,
          resultType: parsed.result?.['resultType'],
        })
      }),
      { numRuns: 700 },
    )
  })

  it('of one mebibyte are read in linear time, whole and in small pieces', () => {
    const size = 1_048_576
    const texts = [
      `"${'x'.repeat(size)}"`,
      `"${'\\n'.repeat(size / 2)}"`,
      `"${`${'y'.repeat(30)}\\"`.repeat(size / 32)}`,
      '[{},'.repeat(500),
      `[${'[],'.repeat(size / 3)}[]]`,
      `[${'1,'.repeat(size / 2)}1]`,
      ' '.repeat(size),
    ]
    for (const text of texts) {
      const bytes = Buffer.from(`{"jsonrpc":"2.0","id":1,"result":{"a":${text}}}`)
      const spent = stopwatch()
      const whole = scanAnswer(bytes)
      expect(
        stream(
          inPieces(
            bytes,
            Array.from({ length: 1000 }, (_, i) => i * 1049),
          ),
        ),
      ).toEqual(whole)
      expect(spent()).toBeLessThan(3000)
    }
  })
})

describe('messages of a server', () => {
  const classify = (message: unknown) =>
    classifyServerMessage(Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)))

  it('are requests, with what names them', () => {
    expect(classify('{"jsonrpc":"2.0","id":1.0,"method":"sampling/createMessage","params":{"a":1}}')).toEqual({
      kind: 'request',
      id: 1,
      idText: '1.0',
      method: 'sampling/createMessage',
      params: { a: 1 },
    })
  })

  it('are notifications, with whom they are for', () => {
    const method = 'notifications/progress'
    expect(classify({ jsonrpc: '2.0', method, params: { progressToken: 't', progress: 1 } })).toMatchObject({
      kind: 'notification',
      method,
      progressToken: 't',
    })
    expect(classify({ jsonrpc: '2.0', method, params: { requestId: 4 } })).toMatchObject({
      requestId: 4,
      progressToken: undefined,
    })
    const meta = { 'io.modelcontextprotocol/subscriptionId': 9 }
    expect(classify({ jsonrpc: '2.0', method, params: { _meta: meta } })).toMatchObject({ subscriptionId: 9 })
    expect(classify({ jsonrpc: '2.0', method })).toMatchObject({ params: {} })
  })

  it('may hold what no rule reads: odd keys, cut characters, huge numbers', () => {
    const data = '{"http_proxy":1,"HTTP_PROXY":2,"cut":"\\ud83d","huge":1e400}'
    const text = `{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":${data},"Name":1}}`
    expect(classify(text)).toMatchObject({ kind: 'notification', method: 'notifications/message' })
  })

  it('are responses, of which the facts are known', () => {
    expect(classify({ jsonrpc: '2.0', id: 'x', result: { isError: true } })).toEqual({
      kind: 'response',
      id: 'x',
      facts: facts({ id: 'x', isError: true }),
    })
    expect(classify({ jsonrpc: '2.0', id: null, error: { code: 1 } })).toMatchObject({ kind: 'response', id: null })
  })

  it.each([
    ['no JSON', '{'],
    ['an array', []],
    ['a request with two methods', '{"jsonrpc":"2.0","id":1,"method":"ping","method":"sampling/createMessage"}'],
    ['a request with a look-alike', '{"jsonrpc":"2.0","id":1,"method":"ping","Method":"sampling/createMessage"}'],
    ['a request whose params clash', '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":1,"a":2}}'],
    ['a request without a proper id', { jsonrpc: '2.0', id: null, method: 'ping' }],
    ['a response that is also a request', { jsonrpc: '2.0', id: 1, method: 'ping', result: {} }],
    ['neither', { jsonrpc: '2.0', id: 1 }],
  ])('are not taken if they are %s', (_what, message) => {
    expect(classify(message)).toBeUndefined()
  })
})
