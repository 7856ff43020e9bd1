/** SVG → PNG, with our fonts alone. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { readFonts, WORDS } from './fonts.ts'
import { encodePng } from './png.ts'

/** A picture. */
export type Png = Uint8Array<ArrayBuffer>

/** Starts once a process, when the first picture is wanted. */
let ready: Promise<Uint8Array[]> | undefined

async function start(): Promise<Uint8Array[]> {
  const file = createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')
  await initWasm(readFileSync(file))
  return readFonts()
}

/**
 * Paints a drawing of ours; about 15 ms of this thread, compression runs beside it.
 * @throws where the drawing is no SVG: a mistake of ours
 */
export async function paint(svg: string): Promise<Png> {
  ready ??= start()
  const fontBuffers = await ready
  const drawing = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: WORDS } })
  const image = drawing.render()
  const { width, height, pixels } = image
  image.free()
  drawing.free()
  return encodePng(width, height, pixels)
}
