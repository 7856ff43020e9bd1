import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accepts,
  decodeHeaderValue,
  encodeHeaderValue,
  isHeaderText,
  isJsonContentType,
  isToken,
  stripSpace,
} from './header-value.ts'

describe('values of headers', () => {
  it('carry any text there and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/\p{Cs}/u.test(text))
        const value = encodeHeaderValue(text)
        expect(isHeaderText(value)).toBe(true)
        expect(stripSpace(value)).toBe(value)
        expect(decodeHeaderValue(value)).toBe(text)
      }),
    )
  })

  it.each<[string, string]>([
    ['get_weather', 'get_weather'],
    ['a b', 'a b'],
    ['', ''],
    [' a', '=?base64?IGE=?='],
    ['ü', '=?base64?w7w=?='],
    ['a\nb', '=?base64?YQpi?='],
    ['=?base64?x?=', '=?base64?PT9iYXNlNjQ/eD89?='],
  ])('%j is written %j', (text, value) => {
    expect(encodeHeaderValue(text)).toBe(value)
  })

  it.each([
    '=?base64?YQ?=',
    '=?base64?YQ=?=',
    '=?base64?Y Q==?=',
    '=?base64?Y-_=?=',
    '=?base64?/w==?=',
    '=?base64?7aCA?=',
  ])('%s stands for nothing', (value) => {
    expect(decodeHeaderValue(value)).toBeUndefined()
  })

  it('that only look like encoded ones are plain', () => {
    for (const value of ['=?BASE64?YQ==?=', '=?base64?YQ==', 'x=?base64?YQ==?=', '=?base64?=']) {
      expect(decodeHeaderValue(value)).toBe(value)
    }
  })

  it('hold no line ends and no bytes above ASCII', () => {
    for (const bad of ['a\rb', 'a\nb', 'a\0b', 'ü', '\x7f']) expect(isHeaderText(bad)).toBe(false)
    expect(isHeaderText('\t ~')).toBe(true)
  })

  it('lose only spaces and tabs around them, in linear time', () => {
    expect(stripSpace(' \t a b\t')).toBe('a b')
    expect(stripSpace('\u00a0a\n')).toBe('\u00a0a\n')
    expect(stripSpace(' '.repeat(1_000_000))).toBe('')
  })

  it('are named by tokens', () => {
    for (const good of ['a', 'X-Y_z', "!#$%&'*+-.^_`|~09"]) expect(isToken(good)).toBe(true)
    for (const bad of ['', 'a b', 'a:b', 'ü', 'a\n', '(a)']) expect(isToken(bad)).toBe(false)
  })
})

describe('media types', () => {
  it.each<[string | undefined, boolean]>([
    ['application/json', true],
    ['Application/JSON ; charset=utf-8', true],
    [undefined, false],
    ['', false],
    ['text/plain', false],
    ['text/plain; x=application/json', false],
    ['application/json-patch+json', false],
    ['application/json, text/plain', false],
  ])('%s is JSON: %s', (value, wanted) => {
    expect(isJsonContentType(value)).toBe(wanted)
  })

  it.each<[string | undefined, boolean, boolean]>([
    ['application/json, text/event-stream', true, true],
    ['application/json;q=0.9 , text/event-stream; q=0.1', true, true],
    ['application/json', true, false],
    ['TEXT/EVENT-STREAM', false, true],
    ['*/*', true, true],
    ['application/*', true, false],
    ['text/*, application/json;q=0', false, true],
    ['*/*, text/event-stream;q=0.000', true, false],
    ['application/json;q=0, */*', false, true],
    ['*/*;q=0, application/json', true, false],
    ['text/html;a="x, application/json"', false, false],
    ['text/html;a="\\", application/json", text/event-stream', false, true],
    ['', false, false],
    ['application/jsonx', false, false],
    [undefined, true, true],
  ])('%s accepts JSON: %s, events: %s', (header, json, events) => {
    expect(accepts(header, 'application/json')).toBe(json)
    expect(accepts(header, 'text/event-stream')).toBe(events)
  })
})
