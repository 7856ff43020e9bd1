import { describe, expect, it } from 'vitest'
import { printClaims, readClaims } from './claim-rules.ts'

describe('claims of a rule', () => {
  it('are read as they were printed', () => {
    const claims = { sub: 'build', repo: ['shop', 'web'], url: 'https://a.example/?x=1' }
    expect(readClaims(printClaims(claims))).toEqual(claims)
  })

  it('are refused where something is missing', () => {
    for (const text of ['', 'sub', '= x', 'sub = ', 'sub = a |', 'sub = a,']) expect(readClaims(text)).toBeUndefined()
  })
})
