import { describe, expect, it } from 'vitest'
import { printRoleMap, readRoleMap } from './role-map.ts'

describe('a map of roles', () => {
  it('is read as it was printed', () => {
    const map = { engineers: 'policy_manager', 'a = b': 'viewer' } as const
    expect(readRoleMap(printRoleMap(map))).toEqual(map)
    expect(readRoleMap('\n  \n')).toEqual({})
  })

  it('says which line is wrong', () => {
    for (const line of ['engineers', '= admin', 'engineers = king', 'engineers = constructor'])
      expect(readRoleMap(`x = viewer\n${line}`)).toContain(line)
  })
})
