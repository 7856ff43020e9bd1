import { describe, expect, it } from 'vitest'
import { NAMES, WORDS } from './fonts.ts'
import { fit, showable } from './lines.ts'

describe('fit', () => {
  it('takes the largest size at which it fits', () => {
    expect(fit('get_profile', NAMES, 860, { sizes: [72, 48], most: 2 })).toEqual({ size: 72, lines: ['get_profile'] })
  })

  it('breaks a name at its joints', () => {
    expect(fit('create_campaign_recipient_job', NAMES, 860, { sizes: [72], most: 2 }).lines).toEqual([
      'create_campaign_',
      'recipient_job',
    ])
    expect(fit('create_campaign_recipient_estimation', NAMES, 860, { sizes: [72], most: 2 }).lines).toEqual([
      'create_campaign_',
      'recipient_estimati…',
    ])
  })

  it('never gives more lines than wanted, nor wider ones', () => {
    const { size, lines } = fit('x'.repeat(5000), WORDS, 860, { sizes: [72, 40], most: 3 })
    expect(lines).toHaveLength(3)
    expect(Math.max(...lines.map((line) => line.length)) * size * 0.55).toBeLessThanOrEqual(860)
    expect(lines.at(-1)).toMatch(/…$/)
  })
})

describe('showable', () => {
  it.each([
    ['Größe\u202e', 'Größe'],
    ['  a\n b ', 'a b'],
    ['日本語', 'other'],
    ['\u200b', 'other'],
  ])('%j is shown as %j', (text, wanted) => {
    expect(showable(text, 'other')).toBe(wanted)
  })
})
