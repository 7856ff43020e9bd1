import { describe, expect, it } from 'vitest'
import { resourceOf } from './resource.ts'

describe('resources', () => {
  it('are exactly those of this gateway', () => {
    const gate = 'https://gate.example.com'
    expect(resourceOf(gate, `${gate}/mcp/shop`)).toEqual({ url: `${gate}/mcp/shop`, slug: 'shop' })
    expect(resourceOf(gate, `${gate}/mcp`)).toEqual({ url: `${gate}/mcp`, slug: undefined })
    expect(resourceOf('http://127.0.0.1:4100', 'http://localhost:4100/sse/shop')?.slug).toBe('shop')
    for (const text of [
      '',
      gate,
      `${gate}/`,
      `${gate}/mcp/`,
      `${gate}/mcp/shop?x`,
      `${gate}/mcp/shop#x`,
      `${gate}.evil/mcp/a`,
    ])
      expect(resourceOf(gate, text)).toBeUndefined()
    expect(resourceOf('', '/mcp/shop')).toBeUndefined()
    expect(resourceOf(gate, 'http://127.0.0.1/mcp/shop')).toBeUndefined()
  })
})
