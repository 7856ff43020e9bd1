import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asLine, LineSplitter } from './line.ts'

/** JSON values whose strings hold what some readers take for line ends. */
const value = fc
  .jsonValue()
  .chain((json) =>
    fc
      .array(fc.constantFrom('\u0085', '\u2028', '\u2029', '\n', '\r', 'a', '\\', '"', 'â'))
      .map((odd) => ({ json, odd: odd.join('') })),
  )

describe('asLine', () => {
  it('is one line for every reader of lines, and the same JSON', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, '\t'), fc.boolean(), (json, space, returns) => {
        const text = JSON.stringify(json, null, space)
        const line = asLine(Buffer.from(returns ? text.replaceAll('\n', '\r\n') : text)).toString()
        expect(line.split(/[\n\r\u0085\u2028\u2029]/)).toEqual([line.slice(0, -1), ''])
        expect(JSON.parse(line)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('leaves every other byte', () => {
    const text = '{"n": 1.0e2,\t"s":"\\u2028 \\n é €"}'
    expect(asLine(Buffer.from(text)).toString()).toBe(`${text}\n`)
  })
})

describe('LineSplitter', () => {
  it('gives the same lines, however they come', () => {
    const lines = fc.array(
      fc.uint8Array({ maxLength: 12 }).map((bytes) => bytes.map((byte) => (byte === 10 ? 11 : byte))),
    )
    fc.assert(
      fc.property(lines, fc.array(fc.nat(8)), (all, cuts) => {
        const stream = Buffer.concat(all.flatMap((line) => [line, Buffer.from('\n')]))
        const splitter = new LineSplitter(12)
        const told: Buffer[] = []
        let at = 0
        for (const cut of [...cuts, stream.length]) {
          expect(splitter.push(stream.subarray(at, at + cut), (line) => told.push(line))).toBe(true)
          at += cut
        }
        expect(told.map((line) => [...line])).toEqual(all.map((line) => [...line]))
      }),
    )
  })

  it.each([1, 4, 100])('fails on a line that is too long, in pieces of %i', (piece) => {
    const stream = Buffer.from('12345\n123456\n')
    const splitter = new LineSplitter(5)
    const told: string[] = []
    let good = true
    for (let at = 0; at < stream.length && good; at += piece) {
      good = splitter.push(stream.subarray(at, at + piece), (line) => told.push(line.toString()))
    }
    expect([good, told]).toEqual([false, ['12345']])
  })
})
