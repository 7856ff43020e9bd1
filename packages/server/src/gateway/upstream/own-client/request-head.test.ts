import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../http-client.ts'
import { RequestHeads } from './request-head.ts'

const heads = new RequestHeads('h:1')
const asked: HttpRequest = { method: 'POST', path: '/mcp', fixed: [], fields: [], body: Buffer.from('{}') }

describe('the head of a request', () => {
  it('has what many have in common, what is its own, and the length', () => {
    const request = { ...asked, fixed: ['Accept', 'a/b'], fields: ['mcp-name', 'x y\xe9'] }
    const expected =
      'POST /mcp HTTP/1.1\r\nhost: h:1\r\nconnection: keep-alive\r\nAccept: a/b\r\nmcp-name: x y\xe9\r\ncontent-length: 2\r\n\r\n'
    expect([heads.write(request), heads.write(request)]).toEqual([expected, expected])
    expect(heads.write({ ...asked, method: 'GET', body: undefined })).toBe(
      'GET /mcp HTTP/1.1\r\nhost: h:1\r\nconnection: keep-alive\r\n\r\n',
    )
  })

  it('names the host that a field names, once', () => {
    const text = heads.write({ ...asked, fixed: ['X-A', 'b', 'Host', 'other'] })
    expect(text?.match(/host: .*/gi)).toEqual(['Host: other'])
  })

  it.each([
    ['a value that ends its line', { fields: ['x', 'a\r\nb: c'] }],
    ['a value with LF', { fields: ['x', 'a\nb'] }],
    ['a value with NUL', { fixed: ['x', 'a\0'] }],
    ['a value that is no byte each', { fields: ['x', 'Ā'] }],
    ['a name with a space', { fields: ['x y', 'a'] }],
    ['a name with a colon', { fixed: ['x:', 'a'] }],
    ['no name', { fields: ['', 'a'] }],
    ['another length', { fields: ['Content-Length', '1'] }],
    ['a coding', { fixed: ['transfer-encoding', 'chunked'] }],
    ['a target that ends its line', { path: '/a HTTP/1.1\r\nx: y' }],
    ['a target with a space', { path: '/a b' }],
    ['a target elsewhere', { path: 'http://other/' }],
  ])('[answers.head] cannot have %s', (_, part) => {
    expect(heads.write({ ...asked, ...part })).toBeUndefined()
    // Nor the second time, when the first one is remembered.
    expect(heads.write({ ...asked, ...part })).toBeUndefined()
  })
})
