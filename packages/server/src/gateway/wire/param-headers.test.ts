import type { JsonObject } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { paramHeadersAgree, paramHeadersOf } from './param-headers.ts'

const schema = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more })
const region = { type: 'string', 'x-mcp-header': 'Region' }

describe('headers that a schema asks for', () => {
  it('are found at any depth of properties', () => {
    const nested = schema({ region, at: schema({ count: { type: 'integer', 'x-mcp-header': 'Count' } }) })
    expect(paramHeadersOf(nested)).toEqual([
      { header: 'mcp-param-region', path: ['region'], numeric: false },
      { header: 'mcp-param-count', path: ['at', 'count'], numeric: true },
    ])
    expect(paramHeadersOf(schema({ properties: { type: 'string' }, items: region }))).toHaveLength(1)
  })

  it.each<[string, JsonObject]>([
    ['two that differ only in case', schema({ region, other: { ...region, 'x-mcp-header': 'region' } })],
    ['no token', schema({ region: { ...region, 'x-mcp-header': 'a b' } })],
    ['no text', schema({ region: { ...region, 'x-mcp-header': 1 } })],
    ['an empty one', schema({ region: { ...region, 'x-mcp-header': '' } })],
    ['an object', schema({ region: { ...region, type: 'object' } })],
    ['no type', schema({ region: { 'x-mcp-header': 'Region' } })],
    ['one at the root', schema({}, { 'x-mcp-header': 'Region' })],
    ['one in an array', schema({ list: { type: 'array', items: region } })],
    ['one in a choice', schema({ region }, { anyOf: [schema({ other: { ...region, 'x-mcp-header': 'Other' } })] })],
    ['one in definitions', schema({ region }, { $defs: { other: { ...region, 'x-mcp-header': 'Other' } } })],
  ])('are none with %s', (_what, given) => {
    expect(paramHeadersOf(given)).toEqual([])
  })

  it('are none in a schema without end', () => {
    let deep: JsonObject = region
    for (let i = 0; i < 10_000; i += 1) deep = schema({ a: deep })
    expect(paramHeadersOf(deep)).toEqual([])
    expect(paramHeadersOf(schema({ region }, { not: deep }))).toEqual([])
  })
})

describe('arguments and their headers', () => {
  const declared = paramHeadersOf(
    schema({
      region,
      count: { type: 'integer', 'x-mcp-header': 'Count' },
      on: { type: 'boolean', 'x-mcp-header': 'On' },
    }),
  )
  const agrees = (args: JsonObject, ...headers: string[]): boolean =>
    paramHeadersAgree(declared, args, headers) === undefined

  it.each<[JsonObject, string[], boolean]>([
    [{ region: 'us' }, ['mcp-param-region', 'us'], true],
    [{ region: 'us' }, ['Mcp-Param-Region', ' us\t'], true],
    [{ region: 'Hello' }, ['mcp-param-region', '=?base64?SGVsbG8=?='], true],
    [{ region: 'us' }, ['mcp-param-region', 'US'], false],
    [{ region: 'us' }, [], false],
    [{ region: 'us' }, ['mcp-param-region', '=?base64?SGVsbG8?='], false],
    [{ region: '' }, ['mcp-param-region', ''], true],
    [{ region: null }, ['mcp-param-region', 'us'], true],
    [{}, [], true],
    [{}, ['mcp-param-region', 'us'], true],
    [{ count: 42 }, ['mcp-param-count', '42'], true],
    [{ count: 42 }, ['mcp-param-count', '42.0'], true],
    [{ count: 42 }, ['mcp-param-count', '0x2a'], false],
    [{ count: 42 }, ['mcp-param-count', ''], false],
    [{ count: '42' }, ['mcp-param-count', '42'], true],
    [{ on: true }, ['mcp-param-on', 'true'], true],
    [{ on: true }, ['mcp-param-on', '1'], false],
    [{ region: { a: 1 } }, [], true],
  ])('%j with %j: %s', (args, headers, wanted) => {
    expect(agrees(args, ...headers)).toBe(wanted)
  })

  it('name the header that differs', () => {
    expect(paramHeadersAgree(declared, { region: 'us' }, [])).toMatchObject({
      refused: 'header_mismatch',
      rpc: -32020,
      http: 400,
      data: { mismatch: { header: 'mcp-param-region' } },
    })
  })
})
