import { json } from '@codemirror/lang-json'
import { EditorState } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import { readDocument } from '../policy-builder/model/session.ts'
import { positionIn } from './json-place.ts'
import { type EditorTool, keySuggestions, valueSuggestions } from './suggestions.ts'

const TOOLS: readonly EditorTool[] = [
  {
    name: 'create_refund',
    inputSchema: {
      type: 'object',
      properties: { amount: { type: 'number' }, currency: { type: 'string', enum: ['EUR', 'USD'] } },
    },
  },
  { name: 'odd*name', inputSchema: undefined },
]

/** What is offered at the bar. */
function offered(written: string, around = written.replace('|', '')): readonly string[] {
  const at = written.indexOf('|')
  const state = EditorState.create({ doc: written.replace('|', ''), extensions: [json()] })
  const position = positionIn(state, at)
  if (position === undefined) return []
  const document = readDocument(around) ?? {}
  const { kind, place, present } = position
  const found =
    kind === 'key' ? keySuggestions(document, place, present, TOOLS) : valueSuggestions(document, place, TOOLS)
  return found.map(({ text }) => text)
}

describe('the editor offers', () => {
  it('the keys of the document that are not there yet', () => {
    const keys = offered('{ "version": "1", "default": "deny", "|" }')
    expect(keys).toContain('tools')
    expect(keys).not.toContain('version')
  })

  it('names of tools, as patterns that match them alone', () => {
    expect(offered('{ "tools": { "|" } }')).toEqual(['create_refund', 'odd\\*name'])
    expect(offered('{ "hide": ["|"] }')).toContain('odd\\*name')
  })

  it('keys of a rule, of a limit and of a condition', () => {
    expect(offered('{ "tools": { "a": { "|" } } }')).toEqual(expect.arrayContaining(['deny_if', 'limits']))
    expect(offered('{ "tools": { "a": { "limits": [{ "counter": "c", "|" }] } } }')).toEqual(
      expect.arrayContaining(['window', 'max', 'on_exceed']),
    )
    expect(offered('{ "all_tools": { "deny_if": [{ "conditions": [{ "not": { "|" } }] }] } }')).toEqual(
      expect.arrayContaining(['path', 'op', 'value']),
    )
  })

  it('values of choices', () => {
    expect(offered('{ "default": "|" }')).toEqual(['allow', 'deny'])
    expect(offered('{ "tools": { "a": { "action": "|" } } }')).toContain('require_approval')
    expect(offered('{ "elicitation": { "url": "|" } }')).toEqual(['allow', 'deny'])
  })

  it('arguments of the tool, operators that suit them, and the values that its definition admits', () => {
    const rule = (condition: string) =>
      `{ "tools": { "create_refund": { "deny_if": [{ "conditions": [${condition}] }] } } }`
    expect(offered(rule('{ "path": "|" }')).slice(0, 2)).toEqual(['args.amount', 'args.currency'])
    expect(offered(rule('{ "path": "args.amount", "op": "|" }'))[0]).toBe('lte')
    expect(offered(rule('{ "path": "args.currency", "op": "eq", "value": "|" }'))).toEqual(['EUR', 'USD'])
  })

  it('something in a text that is no JSON yet, and nothing where nothing can stand', () => {
    expect(offered('{ "default": |', '{}')).toEqual(['allow', 'deny'])
    expect(offered('{ "version": "1", "tools": { "a": { "|')).toEqual(expect.arrayContaining(['deny_if']))
    expect(offered('|')).toEqual([])
  })
})
