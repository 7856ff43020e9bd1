import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonText } from './json-text.ts'

it('says the same as the value', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
      expect(JSON.parse(jsonText(document))).toEqual(JSON.parse(JSON.stringify(document)))
    }),
  )
})

it('puts on a line what fits there', () => {
  const limits = [{ counter: 'rate', window: 'minute', max: 30, scope: 'grant' }]
  const hide = ['delete_profile', 'request_profile_deletion', 'delete_every_single_webhook', 'purge_lists']
  expect(jsonText({ version: '1', default: 'deny', hide, tools: { get_lists: {}, tag: { limits } } })).toBe(`{
  "version": "1",
  "default": "deny",
  "hide": [
    "delete_profile",
    "request_profile_deletion",
    "delete_every_single_webhook",
    "purge_lists"
  ],
  "tools": {
    "get_lists": {},
    "tag": {
      "limits": [{ "counter": "rate", "window": "minute", "max": 30, "scope": "grant" }]
    }
  }
}`)
})
