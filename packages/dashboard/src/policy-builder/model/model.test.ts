import { describe, expect, it } from 'vitest'
import { argumentPaths } from './argument-paths.ts'
import { laddersOf } from './ladder.ts'
import { comparisonOf, withOperator, withPath } from './operators-for.ts'
import { append, drop, move, put, rename, takeOut } from './place.ts'
import { beginSession, isChanged, sessionAfter } from './session.ts'
import { renameEntry, setToolStates } from './tool-edits.ts'

const SCHEMA = {
  type: 'object',
  required: ['amount'],
  properties: {
    amount: { type: 'integer' },
    items: { type: 'array', items: { type: 'object', properties: { 'odd key': { type: ['string', 'null'] } } } },
    currency: { enum: ['EUR', 'USD'] },
    __proto__: null,
  },
}

describe('edits', () => {
  it('change nothing in place, keep the order, and make what is missing', () => {
    const document = { version: '1', tools: { a: {}, b: {} } }
    const edited = put(document, ['tools', 'c', 'limits', 0, 'max'], 1)
    expect(edited).toEqual({ version: '1', tools: { a: {}, b: {}, c: { limits: [{ max: 1 }] } } })
    expect(Object.keys(rename(document, ['tools'], 'a', 'z')['tools'] ?? {})).toEqual(['z', 'b'])
    expect(renameEntry(document, 'a', 'b')).toBe(document)
    expect(document).toEqual({ version: '1', tools: { a: {}, b: {} } })
  })

  it('take a list away with its last element, where it need not stay', () => {
    const document = append({}, ['hide'], 'a')
    expect(takeOut(document, ['hide'], 0)).toEqual({})
    expect(takeOut(document, ['hide'], 0, { keepsList: true })).toEqual({ hide: [] })
    expect(move({ hide: ['a', 'b'] }, ['hide'], 0, 1)).toEqual({ hide: ['b', 'a'] })
    expect(move({ hide: ['a', 'b'] }, ['hide'], 1, 1)).toEqual({ hide: ['a', 'b'] })
    expect(drop({ a: 1 }, ['b', 'c'])).toEqual({ a: 1 })
  })

  it('hide a tool by its name, and show it again without touching patterns', () => {
    const hidden = setToolStates({ hide: ['x_*'], tools: { a: {} } }, ['a', 'x*y'], 'hide')
    expect(hidden).toEqual({ hide: ['x_*', 'a', 'x\\*y'], tools: {} })
    expect(setToolStates(hidden, ['a'], 'deny')).toEqual({
      hide: ['x_*', 'x\\*y'],
      tools: { a: { action: 'deny' } },
    })
  })
})

describe('arguments', () => {
  it('are offered as conditions write them, with types and values of the definition', () => {
    const found = argumentPaths(JSON.parse(JSON.stringify(SCHEMA)))
    expect(found).toMatchObject([
      { path: 'args.amount', type: 'number', required: true },
      { path: 'args.items', type: 'list', required: false },
      { path: 'args.currency', type: 'unknown', values: ['EUR', 'USD'] },
      { path: 'args.items[*]', type: 'object' },
      { path: 'args.items[*]["odd key"]', type: 'text' },
    ])
  })

  it('get the operator and the value that suit them', () => {
    const [amount, , currency] = argumentPaths(JSON.parse(JSON.stringify(SCHEMA)))
    if (amount === undefined || currency === undefined) throw new Error('no arguments')
    expect(comparisonOf(amount)).toEqual({ path: 'args.amount', op: 'lte', value: 1 })
    const other = withPath({ path: 'args.x[*]', op: 'regex', value: 'a', match: 'all' }, 'args.amount', amount)
    expect(other).toEqual({ path: 'args.amount', op: 'lte', value: 1 })
    const listed = withOperator({ path: 'args.currency', op: 'eq', value: 'EUR', ignore_case: true }, 'in', currency)
    expect(listed).toEqual({ path: 'args.currency', op: 'in', value: ['EUR'], ignore_case: true })
    expect(withOperator(listed, 'exists', currency)).toEqual({ path: 'args.currency', op: 'exists', value: true })
  })

  it('are bounded, whatever a server sends', () => {
    const wide = { properties: Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`a${index}`, {}])) }
    expect(argumentPaths(wide).length).toBe(300)
  })
})

describe('a ladder', () => {
  it('has the steps of one counter, least first', () => {
    const spend = { counter: 'spend', window: 'day' }
    const limits = [
      { ...spend, max: '1000' },
      { ...spend, max: 500, on_exceed: 'require_approval', warn_at: 0.5 },
      { counter: 'calls', window: 'hour', max: 10 },
      'odd',
    ]
    expect(laddersOf(limits)).toEqual([
      {
        ...spend,
        steps: [
          { index: 1, max: 500, beyond: 'ask', warn: 250 },
          { index: 0, max: 1000, beyond: 'refuse', warn: undefined },
        ],
      },
      { counter: 'calls', window: 'hour', steps: [{ index: 2, max: 10, beyond: 'refuse', warn: undefined }] },
    ])
  })
})

describe('a session', () => {
  it('keeps text and forms in step, and takes edits back and again', () => {
    const begun = beginSession('{ "version": "1", "default": "deny" }')
    const typed = sessionAfter(begun, { kind: 'text', text: '{ "vers' })
    expect(typed.document).toBeUndefined()
    const document = { version: '1', default: 'allow' }
    const edited = sessionAfter(begun, { kind: 'document', document, about: 'default' })
    expect(edited.text).toBe('{\n  "version": "1",\n  "default": "allow"\n}\n')
    const again = sessionAfter(edited, { kind: 'document', document: { ...document, name: 'a' }, about: 'default' })
    expect(again.past.length).toBe(1)
    const back = sessionAfter(again, { kind: 'undo' })
    expect(back.text).toBe(begun.text)
    expect(isChanged(back)).toBe(false)
    expect(sessionAfter(back, { kind: 'redo' }).document).toEqual({ ...document, name: 'a' })
    expect(isChanged(sessionAfter(again, { kind: 'saved', text: again.text }))).toBe(false)
  })
})
