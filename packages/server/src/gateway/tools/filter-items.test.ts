import { expect, it } from 'vitest'
import { filterItems, type ItemView } from './filter-items.ts'

const view: ItemView = {
  era: 'legacy',
  cursor: 'c1',
  member: 'resources',
  key: 'uri',
  shown: (name) => !name.startsWith('no'),
}
const filtered = (text: string, more: Partial<ItemView> = {}) =>
  filterItems(Buffer.from(text), { ...view, ...more })?.toString()
const answer = (list: string, more = '') => `{"jsonrpc":"2.0","id":1,"result":{ "resources" : ${list}${more} }}`

it('cuts out what must not be seen, and leaves every other byte', () => {
  const [shown, odd] = ['{ "uri": "yes\\u00e9", "x": 1.0 }', '{"uri":"no1"}']
  expect(filtered(answer(`[${shown},${odd}]`))).toBe(answer(`[${shown}]`))
  const whole = Buffer.from(answer(`[${shown}]`))
  expect(filterItems(whole, view)).toBe(whole)
})

it('judges names as they are read, and drops entries without one', () => {
  expect(filtered(answer('[{"uri":"\\u006eo"},{"name":"x"},3,null,{"uri":4}]'))).toBe(answer('[]'))
})

it('passes errors on, and refuses what is no list', () => {
  const error = '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}'
  expect(filtered(error)).toBe(error)
  for (const list of ['{}', '"x"', 'null']) expect(filtered(answer(list))).toBeUndefined()
  expect(filtered('{"jsonrpc":"2.0","id":1,"result":{}}')).toBeUndefined()
  expect(filtered(answer('[{"uri":"a","uri":"no"}]'))).toBeUndefined()
  expect(filtered(answer('[]', ',"nextCursor":"c1"'))).toBeUndefined()
  expect(filtered(answer('[]', ',"nextCursor":"c2"'))).toBeDefined()
  expect(filtered(answer(`[${Array.from({ length: 5_001 }, () => '{"uri":"a"}').join()}]`))).toBeUndefined()
})

it('is for one grant only, and not for long, in the modern era', () => {
  const text = answer('[{"uri":"a"}]', ',"cacheScope":"public","ttlMs":90000')
  expect(filtered(text, { era: 'modern' })).toBe(answer('[{"uri":"a"}]', ',"cacheScope":"private","ttlMs":30000'))
})
