import { describe, expect, test } from 'vitest'
import { createHere } from './here.ts'
import { sampleKnowledge } from './sample.contract.ts'

const { index } = sampleKnowledge()
const shelf = () => createHere(index, () => '2026-11-22')

describe('servers of this gateway', () => {
  test('the sample server has its tools without being asked', () => {
    const here = shelf()
    here.adopt([{ slug: 'klaviyo-sandbox', transport: 'http', url: 'http://127.0.0.1:4104/mcp', sample: true }])
    const [entry] = here.servers()
    expect(entry).toMatchObject({ slug: 'klaviyo-sandbox', name: 'Klaviyo sandbox' })
    expect(entry?.tools).toHaveLength(41)
    expect(entry?.tools.find(({ name }) => name === 'delete_profile')?.mark).toMatchObject({ category: 'Destructive' })
    expect(here.servers()).toBe(here.servers())
  })

  test('others have those that they were heard to offer, with the labels that the gateway goes by', () => {
    const here = shelf()
    here.adopt([{ slug: 'own', transport: 'stdio', sample: false }])
    expect(here.named('own')?.tools).toEqual([])
    here.learned('own', [
      { name: 'get_x', parameters: [{ name: 'id', type: 'string', required: true }], label: undefined },
      { name: 'odd', parameters: [], label: { category: 'Financial', risk: 'High', source: 'reviewed' } },
      { name: 'not a name', parameters: [] },
    ])
    expect(here.named('own')?.tools.map(({ name }) => name)).toEqual(['get_x', 'odd'])
    expect(here.named('own')?.tools[0]?.parameters).toEqual([{ name: 'id', type: 'string', required: true }])
    expect(here.named('own')?.tools[1]?.mark).toMatchObject({ category: 'Financial', risk: 'High', confidence: 1 })
    here.adopt([])
    expect(here.servers()).toEqual([])
  })

  test('hide no entry of the index', () => {
    const slug = index.entry('pypi:quiet')?.slug ?? ''
    const here = shelf()
    here.adopt([{ slug, transport: 'stdio', sample: false }])
    expect(here.named(slug)?.slug).toBe(`here-${slug}`)
  })

  test('that are not configured are not shown', () => {
    const here = shelf()
    here.learned('stranger', [])
    expect(here.servers()).toEqual([])
    expect(here.named('__proto__')).toBeUndefined()
  })
})
