/** The proof of speed itself: what it takes for an answer, for a share, and for worse than before. */
import { describe, expect, it } from 'vitest'
import { AIMS, aimsTable, type Measured } from '../bench/aims.ts'
import { answerReader } from '../bench/answers.ts'
import { baselineOf, compare } from '../bench/baseline.ts'
import type { LoadResult } from '../bench/load.ts'
import { MARK } from '../bench/message.ts'
import { pictureOf } from '../bench/picture.ts'
import { THIRTY_TWO } from '../bench/steps.ts'
import { GATEWAY, NGINX } from '../bench/way.ts'

const answer = (id: string, text = MARK, status = 200): Buffer => {
  const body = `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"${text}"}]}}`
  return Buffer.from(`HTTP/1.1 ${status} OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
}

describe('an answer', () => {
  it('is right where status, id and mark are, the first one and those like it', () => {
    const reader = answerReader(MARK)
    for (const id of ['10000000', '10000001', '10000002']) expect(reader.take(answer(id), id)).toBe(true)
  })

  it.each([
    ['of another call', answer('10000009')],
    ['with another result', answer('10000001', 'nothing-at-all-done')],
    ['with another status', answer('10000001', MARK, 500)],
    ['with bytes after it', Buffer.concat([answer('10000001'), Buffer.from('x')])],
  ])('%s is wrong, also after right ones', (_, bytes) => {
    const reader = answerReader(MARK)
    expect(reader.take(answer('10000000'), '10000000')).toBe(true)
    expect(reader.take(bytes, '10000001')).toBe(false)
  })

  it('may come in pieces, and in chunks', () => {
    const reader = answerReader(MARK)
    const whole = answer('10000000')
    expect(reader.take(whole.subarray(0, 30), '10000000')).toBeUndefined()
    expect(reader.take(whole.subarray(30), '10000000')).toBe(true)
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
    const event = `data: {"id":10000001,"text":"${MARK}"}\n\n`
    expect(reader.take(Buffer.from(head), '10000001')).toBeUndefined()
    const chunk = Buffer.from(`${event.length.toString(16)}\r\n${event}\r\n0\r\n\r\n`)
    expect(reader.take(chunk, '10000001')).toBe(true)
  })
})

const run = (rate: number, cpu: number): LoadResult => ({
  ...{ calls: rate, errors: 0, seconds: 1, p50: 1, p99: 2 },
  ...{ cpu, ownCpu: 10 },
})

/** Three rounds at 32 connections: nginx with 40,000 calls a second and 20 µs for each. */
const measured = (rate: number, cpu: number): Measured => ({
  series: [
    { step: THIRTY_TWO.title, way: NGINX, runs: [39_000, 40_000, 41_000].map((one) => run(one, 20)) },
    { step: THIRTY_TWO.title, way: GATEWAY, runs: [rate - 500, rate, rate + 500].map((one) => run(one, cpu)) },
  ],
  memory: [],
})

describe('figures', () => {
  const [first] = AIMS

  it('are the worse of the share of calls and the share of CPU time', () => {
    expect(first?.figure(measured(30_000, 25))?.median).toBeCloseTo(0.75)
    expect(first?.figure(measured(30_000, 40))?.median).toBeCloseTo(0.5)
  })

  it('say which aims were met, missed, and not measured', () => {
    const lines = aimsTable(measured(20_000, 40)).split('\n')
    expect(lines.find((line) => line.includes(first?.what ?? ''))).toMatch(/0\.50 .*\*\*missed\*\*/)
    expect(aimsTable(measured(30_000, 25))).toContain('| met |')
    expect(lines.find((line) => line.includes('idle connection'))).toContain('not measured')
  })

  it('are worse than the baseline beyond its spread and a tenth only', () => {
    const then = baselineOf(measured(30_000, 25), 'one machine')
    expect(compare(measured(29_000, 26), then).worse).toEqual([])
    expect(compare(measured(40_000, 18), then).worse).toEqual([])
    expect(compare(measured(24_000, 40), then).worse).toEqual([first?.what])
  })

  it('make a picture of what was measured', () => {
    const picture = pictureOf(measured(30_000, 25).series)
    expect(picture).toContain('30 000 · 0.75 of nginx')
    expect(picture.match(/<rect class="ours"/g)).toHaveLength(1)
  })
})
