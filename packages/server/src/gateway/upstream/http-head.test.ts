import { describe, expect, it } from 'vitest'
import { type Expected, judgeHead } from './http-head.ts'

const judge = (status: number, fields: readonly string[], expected: Expected = 'answer') =>
  judgeHead(
    status,
    fields.map((field) => Buffer.from(field, 'latin1')),
    expected,
  )
const JSON_TYPE = ['Content-Type', 'application/json']

describe('the head of an answer', () => {
  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json \t',
    'application/json ;a=b',
    'application/json; q="text/event-stream"',
  ])('is JSON: %s', (type) => {
    expect(judge(200, ['CONTENT-TYPE', type])).toEqual({ kind: 'json', status: 200, sessionId: undefined })
  })

  it.each([
    'application/jsonp',
    'application/json-seq',
    'json',
    '',
    'text/html, application/json',
    'application /json',
    'x;application/json',
  ])('is not JSON: %s', (type) => {
    expect(judge(200, ['content-type', type])).toBe('garbage')
  })

  it('may say that it is not encoded, and nothing else', () => {
    expect(judge(200, [...JSON_TYPE, 'content-encoding', 'Identity '])).toMatchObject({ kind: 'json' })
    for (const encoding of ['gzip', 'br', 'identity, gzip', '']) {
      expect(judge(200, [...JSON_TYPE, 'content-encoding', encoding])).toBe('garbage')
    }
  })

  it('says each thing once', () => {
    expect(judge(200, [...JSON_TYPE, ...JSON_TYPE])).toBe('garbage')
    expect(judge(200, [...JSON_TYPE, 'mcp-session-id', 'a', 'Mcp-Session-Id', 'a'])).toBe('garbage')
    expect(judge(200, [...JSON_TYPE, 'set-cookie', 'a', 'set-cookie', 'b'])).toMatchObject({ kind: 'json' })
  })

  it('names a session in visible ASCII', () => {
    expect(judge(200, [...JSON_TYPE, 'MCP-Session-Id', '!a~ '])).toMatchObject({ sessionId: '!a~' })
    for (const id of ['', 'a b', 'a\tb', 'é', '\x7f']) {
      expect(judge(200, [...JSON_TYPE, 'mcp-session-id', id])).toBe('garbage')
    }
  })

  it('has a body, where one is due', () => {
    expect(judge(200, [...JSON_TYPE, 'content-length', '0'])).toBe('garbage')
    expect(judge(404, [...JSON_TYPE, 'content-length', '0'])).toEqual({
      kind: 'empty',
      status: 404,
      sessionId: undefined,
    })
    expect(judge(202, JSON_TYPE)).toBe('garbage')
    expect(judge(202, JSON_TYPE, 'acknowledgement')).toEqual({ kind: 'empty', status: 202, sessionId: undefined })
  })

  it('shows no status by which the request would be sent again', () => {
    for (const status of [408, 421, 425]) {
      expect(judge(status, JSON_TYPE)).toMatchObject({ kind: 'json', status: 400 })
      for (const expected of ['answer', 'acknowledgement', 'stream', 'receipt'] as const)
        expect(judge(status, [], expected)).toMatchObject({ kind: 'empty', status: 400 })
    }
  })

  it('is only a status, for who wants no more', () => {
    for (const status of [200, 405, 500]) expect(judge(status, [], 'receipt')).toMatchObject({ kind: 'empty', status })
    expect(judge(401, [], 'receipt')).toBe('unauthorized')
    expect(judge(308, [], 'receipt')).toBe('redirect')
  })
})
