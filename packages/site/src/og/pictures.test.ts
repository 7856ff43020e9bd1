import { describe, expect, it } from 'vitest'
import { draw } from './draw.ts'
import { createPictures, tagOf } from './pictures.ts'

const svg = (at: number) => `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="${at + 1}"></svg>`

/** Width and height as the head of a PNG says them. */
function sizeOf(png: Uint8Array): readonly [number, number] {
  const view = new DataView(png.buffer, png.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}

describe('pictures', () => {
  it('are PNG of 1200 × 630 pixels, and small', async () => {
    const hostile = draw({
      kind: 'MCP tool',
      name: '</text><script>alert(1)</script>&\u0000',
      says: 'It “reads”.',
      risk: 'High',
    })
    expect(hostile).not.toContain('<script')
    const png = await createPictures().of(hostile)
    expect([...(png ?? []).slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47])
    expect(sizeOf(png ?? new Uint8Array(24))).toEqual([1200, 630])
    expect(png?.length).toBeLessThan(80_000)
  })

  it('are kept: the same drawing is painted once', async () => {
    const pictures = createPictures({ kept: 2, waiting: 5, rest: 0 })
    const [first, second] = await Promise.all([pictures.of(svg(1)), pictures.of(svg(1))])
    expect(second).toBe(first)
    expect(await pictures.of(svg(1))).toBe(first)
    await pictures.of(svg(2))
    await pictures.of(svg(3))
    expect(await pictures.of(svg(1))).not.toBe(first)
  })

  it('turn away whoever is one too many', async () => {
    const pictures = createPictures({ kept: 50, waiting: 3, rest: 0 })
    const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => pictures.of(svg(at))))
    expect(answers.filter((png) => png === undefined)).toHaveLength(7)
    expect(await pictures.of(svg(20))).toBeDefined()
  })

  it('go on after a drawing that could not be painted', async () => {
    const pictures = createPictures({ kept: 50, waiting: 3, rest: 0 })
    await expect(pictures.of('<svg')).rejects.toBeDefined()
    expect(await pictures.of(svg(1))).toBeDefined()
  })

  it('are told apart by their content', () => {
    expect(tagOf(svg(1))).toMatch(/^"[0-9a-f]{24}"$/)
    expect(tagOf(svg(1))).not.toBe(tagOf(svg(2)))
  })
})
