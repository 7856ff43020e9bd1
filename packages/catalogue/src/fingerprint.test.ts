import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, fingerprint } from './fingerprint.ts'
import { sha256, utf8 } from './sha256.ts'

describe('sha256', () => {
  it('agrees with the examples of FIPS 180-4', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('agrees with Node for every text', () => {
    void fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (text) => {
        expect(sha256(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'))
      }),
    )
    for (const length of [55, 56, 63, 64, 65, 119, 120, 20_000]) {
      expect(sha256('é'.repeat(length))).toBe(createHash('sha256').update('é'.repeat(length)).digest('hex'))
    }
  })

  it('writes a lone surrogate as U+FFFD', () => {
    expect([...utf8('\ud800a')]).toEqual([0xef, 0xbf, 0xbd, 0x61])
  })
})

describe('canonicalJson', () => {
  it('does not depend on the order of keys and reads back as the same value', () => {
    void fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(reversed(value))).toBe(text)
      }),
    )
  })

  it('is not stopped by depth', () => {
    let deep: unknown = 1
    for (let depth = 0; depth < 100_000; depth++) deep = [deep]
    expect(canonicalJson(deep)).toHaveLength(200_001)
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  )
}

describe('fingerprint', () => {
  const tool = { name: 'a', description: 'b', inputSchema: { type: 'object', properties: { x: { type: 'string' } } } }

  it('changes with anything that a model sees', () => {
    const prints = new Set([
      fingerprint(tool),
      fingerprint({ ...tool, name: 'A' }),
      fingerprint({ ...tool, description: 'b ' }),
      fingerprint({ ...tool, description: 'b\u200b' }),
      fingerprint({ ...tool, title: 'b' }),
      fingerprint({ ...tool, annotations: { readOnlyHint: true } }),
      fingerprint({ ...tool, outputSchema: {} }),
      fingerprint({ name: 'a', description: 'b' }),
    ])
    expect(prints.size).toBe(8)
  })

  it('stays the same with the order of keys and with members that no model sees', () => {
    const { name, description, inputSchema } = tool
    expect(fingerprint({ inputSchema, description, name })).toBe(fingerprint(tool))
    expect(fingerprint(Object.assign({ _meta: { at: 1 } }, tool))).toBe(fingerprint(tool))
    expect(fingerprint(tool)).toMatch(/^sha256:[0-9a-f]{64}$/)
  })
})
