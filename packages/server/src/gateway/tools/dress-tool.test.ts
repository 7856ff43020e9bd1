import { describe, expect, it } from 'vitest'
import type { LabelFact } from '../../ports/audit-sink.ts'
import { dressTool } from './dress-tool.ts'

const label: LabelFact = { category: 'read', risk: 'low', source: 'derived' }
const odd: LabelFact = { ...label, risk: 'critical', flags: ['hidden-text'] }
const TEXT = '"portcullis/label":{"category":"read","risk":"low","source":"derived"}'

describe('a tool in a list', () => {
  it.each([
    ['{"name":"a", "n": 1.0 }', `{"_meta":{${TEXT}},"name":"a", "n": 1.0 }`],
    ['{ }', `{"_meta":{${TEXT}} }`],
    ['{"name":"a","_meta":{"x":1.0}}', `{"name":"a","_meta":{${TEXT},"x":1.0}}`],
    ['{"_meta":{"portcullis/label":{"category":"read"},"x":1,"portcullis\\u002fy":2}}', `{"_meta":{${TEXT},"x":1}}`],
    ['{"_meta":null,"name":"a"}', `{"_meta":{${TEXT}},"name":"a"}`],
  ])('%s gets our label, and nothing else under our prefix', (tool, wanted) => {
    expect(dressTool(Buffer.from(tool), label, false)).toBe(wanted)
    expect(JSON.parse(wanted)).toBeTypeOf('object')
  })

  it('without a label has nothing under our prefix', () => {
    const forged = '{"name":"a","_meta":{"portcullis/label":{"category":"read"}}}'
    expect(dressTool(Buffer.from(forged), undefined, false)).toBe('{"name":"a","_meta":{}}')
    expect(dressTool(Buffer.from('{"name":"a"}'), undefined, true)).toBe('{"name":"a"}')
  })

  it('loses the texts that describe it, where it is flagged and they are to be taken out', () => {
    const tool = JSON.stringify({
      name: 'a',
      title: 'A',
      description: 'Hides.',
      inputSchema: {
        properties: { title: { type: 'string', description: 'x' }, description: { enum: ['title'] } },
        $comment: 'x',
      },
      annotations: { title: 'A', readOnlyHint: true },
    })
    expect(JSON.parse(dressTool(Buffer.from(tool), odd, true))).toEqual({
      _meta: { 'portcullis/label': odd },
      name: 'a',
      inputSchema: { properties: { title: { type: 'string' }, description: { enum: ['title'] } } },
      annotations: { readOnlyHint: true },
    })
    expect(dressTool(Buffer.from(tool), odd, false)).toContain('Hides.')
    expect(dressTool(Buffer.from(tool), label, true)).toContain('Hides.')
  })
})
