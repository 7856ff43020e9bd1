import { describe, expect, it } from 'vitest'
import { matching } from './matching.ts'

const find = (typed: string, ...items: string[]) => matching(items, typed, (item) => item)

describe('finding by a few letters', () => {
  it('wants every word, in any case and order', () => {
    expect(find('POL del', 'delete policy', 'policies', 'delete')).toEqual(['delete policy'])
    expect(find('  ', 'a', 'b')).toEqual(['a', 'b'])
    expect(find('.*', 'a.b')).toEqual([])
  })

  it('puts first what begins with it, then what has a word that does', () => {
    expect(find('ser', 'parser', 'add a server', 'servers')).toEqual(['servers', 'add a server', 'parser'])
  })
})
