import { describe, expect, it } from 'vitest'
import { flowing, paragraphs } from './prose.ts'

describe('a text', () => {
  it('flows over the line breaks of its source', () => {
    expect(flowing('\n  One\n  sentence.\n')).toBe('One sentence.')
  })

  it('is parted at empty lines only', () => {
    expect(paragraphs('\n  First\n  one.\n\n  Second.\n')).toEqual(['First one.', 'Second.'])
  })
})
