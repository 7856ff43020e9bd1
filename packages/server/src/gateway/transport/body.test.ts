import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BodyBudget, createBodyBudget, readBody } from './body.ts'

const LIMIT = 100

describe('reading a body', () => {
  let server: Server
  let budget: BodyBudget
  let came: IncomingMessage | undefined
  let gone: Promise<void>

  beforeEach(async () => {
    budget = createBodyBudget(1000, 200)
    server = createServer((request, response) => {
      came = request
      gone = new Promise((resolve) => request.once('close', () => resolve()))
      const length = request.headers['content-length']
      const announced = length === undefined ? undefined : Number(length)
      readBody(request, { grant: 'g', limit: LIMIT, budget, announced }, (body) => {
        response.end(typeof body === 'string' ? body : `<${body.toString()}>`)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  const open = (headers: Record<string, number>, done: (answer: string) => void) =>
    httpRequest(
      { host: '127.0.0.1', port: (server.address() as AddressInfo).port, method: 'POST', headers },
      (answer) => {
        let text = ''
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        answer.on('end', () => done(text))
      },
    )

  /** Sends pieces apart; announces their length, or sends them chunked. */
  const send = (pieces: readonly string[], isAnnounced = true): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers: Record<string, number> = isAnnounced ? { 'content-length': pieces.join('').length } : {}
      const request = open(headers, resolve)
      request.on('error', reject)
      const next = (index: number): void => {
        const piece = pieces[index]
        if (piece === undefined) request.end()
        else request.write(piece, () => setTimeout(() => next(index + 1), 5))
      }
      next(0)
    })

  it.each([
    [['{"a":1}'], true],
    [['{"a"', ':1}'], true],
    [['{"a"', ':1}'], false],
    [['{"a":1}'], false],
  ])('takes %j (announced: %s) as a whole', async (pieces, isAnnounced) => {
    expect(await send(pieces, isAnnounced)).toBe('<{"a":1}>')
    expect(budget.fits('g', 200)).toBe(true)
  })

  it.each([true, false])('takes an empty body (announced: %s)', async (isAnnounced) => {
    expect(await send([], isAnnounced)).toBe('<>')
  })

  it.each([
    [['x'.repeat(LIMIT + 1)], true],
    [['x'.repeat(LIMIT), 'y'], true],
    [['x'.repeat(LIMIT), 'y'], false],
  ])('refuses more than the limit', async (pieces, isAnnounced) => {
    expect(await send(pieces, isAnnounced)).toBe('body_too_large')
    expect(budget.fits('g', 200)).toBe(true)
  })

  it.each([[['xxxxxx']], [['xxx', 'xxx']]])('refuses %j where the grant holds too much already', async (pieces) => {
    budget.take('g', 195)
    expect(await send(pieces)).toBe('over_capacity')
    budget.giveBack('g', 195)
    expect(budget.fits('g', 200)).toBe(true)
  })

  it('gives back what was held when the client goes away', async () => {
    const request = open({ 'content-length': 50 }, () => undefined)
    request.on('error', () => undefined)
    request.write('0123456789')
    await expect.poll(() => budget.fits('g', 191)).toBe(false)
    request.destroy()
    await expect.poll(() => came?.destroyed).toBe(true)
    await gone
    expect(budget.fits('g', 200)).toBe(true)
  })
})

describe('the budget', () => {
  it('is one for all and one for each grant', () => {
    const budget = createBodyBudget(10, 6)
    expect(budget.take('a', 6)).toBe(true)
    expect(budget.fits('a', 1)).toBe(false)
    expect(budget.fits('b', 4)).toBe(true)
    expect(budget.fits('b', 5)).toBe(false)
    expect(budget.take('b', 5)).toBe(false)
    budget.giveBack('b', 5)
    budget.giveBack('a', 6)
    expect(budget.fits('b', 6)).toBe(true)
  })
})
