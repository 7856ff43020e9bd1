import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readToolList } from './read-tool-list.ts'

const TOOL = { name: 'send', inputSchema: { type: 'object', properties: { to: { type: 'string' } } } }

describe('a list of tools', () => {
  const forms: readonly (readonly [string, string])[] = [
    ['an answer', JSON.stringify({ jsonrpc: '2.0', id: 1, result: { tools: [TOOL] } })],
    ['a result', JSON.stringify({ tools: [TOOL], nextCursor: 'x' })],
    ['an array', JSON.stringify([TOOL])],
    ['one definition', JSON.stringify(TOOL)],
    ['lines', `${JSON.stringify(TOOL)}\n\n`],
  ]
  it.each(forms)('is read from %s', (_, text) => {
    expect(readToolList(text)).toEqual({ ok: true, tools: [TOOL] })
  })

  it('of several lines has them in their order', () => {
    const read = readToolList('{"name":"b"}\n{"name":"a","label":{"category":"read","risk":"low"}}')
    expect(read.ok && read.tools.map(({ name, label }) => [name, label?.source])).toEqual([
      ['b', undefined],
      ['a', 'reviewed'],
    ])
  })

  const broken: readonly (readonly [string, RegExp])[] = [
    ['', /neither/],
    ['{', /neither/],
    ['7', /neither/],
    ['{"result":null}', /neither/],
    ['[{"name":""}]', /tool 1/],
    ['[{"name":"a"},{"title":"b"}]', /tool 2/],
    ['[{"name":"a","label":{"category":"Read","risk":"low"}}]', /label/],
  ]
  it.each(broken)('that is %j says what is wrong', (text, problem) => {
    const read = readToolList(text)
    expect(read.ok ? '' : read.problem).toMatch(problem)
  })

  it('never throws', () => {
    void fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof readToolList(text).ok === 'boolean'))
  })
})
