import { parsePolicy } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { checkPolicy } from './check-policy.ts'
import { FINDINGS } from './described.ts'
import type { Example } from './finding.ts'

const textOf = (policy: unknown): string => (typeof policy === 'string' ? policy : JSON.stringify(policy, undefined, 2))

function codesOf(policy: unknown, { tools, layers, at }: Example): readonly string[] {
  const above = layers?.flatMap((layer) => {
    const parsed = parsePolicy(textOf(layer))
    return parsed.ok ? [parsed.policy] : []
  })
  const around = { ...(tools && { tools }), ...(above && { layers: above }), ...(at !== undefined && { at }) }
  return checkPolicy(textOf(policy), around).findings.map(({ code }) => code)
}

const EXAMPLES = FINDINGS.flatMap(({ code, example }) => (example === undefined ? [] : [[code, example] as const]))

describe('the example of a finding', () => {
  it.each(EXAMPLES)('%s has it alone, and is mended', (code, example) => {
    expect(codesOf(example.policy, example)).toEqual([code])
    expect(codesOf(example.mended, example)).toEqual([])
  })
})
