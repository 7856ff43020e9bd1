import { expect, it } from 'vitest'
import { slugOf, slugOfUrl } from './suggest-slug.ts'

it('suggests what the API takes', () => {
  expect(slugOf('GitHub MCP (official)')).toBe('github-mcp-official')
  expect(slugOf('Größe')).toBe('gro-e')
  expect(slugOf('…')).toBe('')
  expect(slugOf('x'.repeat(90))).toHaveLength(63)
  expect(slugOfUrl('https://mcp.shop.example.com/mcp')).toBe('shop')
  expect(slugOfUrl('http://127.0.0.1:4104/mcp')).toBe('server')
  expect(slugOfUrl('https://mcp')).toBe('mcp')
  expect(slugOfUrl('not yet')).toBe('')
})
