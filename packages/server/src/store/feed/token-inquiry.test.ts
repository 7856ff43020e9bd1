import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createTokenInquiry } from './token-inquiry.ts'

function open(answers = true) {
  const asks: [number, string, string][] = []
  let now = 1_000_000
  const inquiry = createTokenInquiry({
    wanted: () => true,
    ask(...all) {
      asks.push(all)
      return answers
    },
    now: () => now,
    patience: 20,
  })
  const pass = (milliseconds: number): void => {
    now += milliseconds
  }
  return { inquiry, asks, pass }
}

const AUDIENCE = 'https://gate.test/mcp/shop'

describe('tokens of other issuers', () => {
  it('are asked about once, and not again at once', async () => {
    const { inquiry, asks, pass } = open()
    const waiting = [inquiry.inquire('a.b.c', AUDIENCE), inquiry.inquire('a.b.c', AUDIENCE)]
    expect(asks).toEqual([[1, 'a.b.c', AUDIENCE]])
    inquiry.answered(1)
    await Promise.all(waiting)
    expect(inquiry.inquire('a.b.c', AUDIENCE)).toBeUndefined()
    // What it is good for elsewhere is another question.
    expect(inquiry.inquire('a.b.c', `${AUDIENCE}2`)).toBeInstanceOf(Promise)
    pass(10_001)
    expect(inquiry.inquire('a.b.c', AUDIENCE)).toBeInstanceOf(Promise)
    expect(asks).toHaveLength(3)
  })

  it('keep nobody waiting for long, and nobody at all where nobody can be asked', async () => {
    const { inquiry } = open()
    await inquiry.inquire('a.b.c', AUDIENCE)
    await open(false).inquiry.inquire('a.b.c', AUDIENCE)
    await sleep(0)
    expect(inquiry.inquire('a.b.c', AUDIENCE)).toBeUndefined()
  })

  it('are bounded in number', () => {
    const { inquiry, asks } = open()
    for (let i = 0; i < 100; i++) void inquiry.inquire(`a.b.${i}`, AUDIENCE)
    expect(asks).toHaveLength(32)
  })
})
