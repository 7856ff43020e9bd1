/** Text broken into lines of a width that is guessed from its letters: pictures have no layout engine. */
import { visible } from '@portcullis/catalogue'
import { canShow, NAMES } from './fonts.ts'

/** Lines at one size. */
export interface Lines {
  readonly size: number
  readonly lines: readonly string[]
}

/** Widths of a letter as shares of the size: one for all of a monospaced font, an average for the other. */
const WIDE = 0.6
const USUAL = 0.55

/** How many letters fit. */
function room(width: number, size: number, font: string): number {
  return Math.floor(width / (size * (font === NAMES ? WIDE : USUAL)))
}

/** A stranger's text for a picture: one line, visible, and only letters that can be shown. */
export function showable(text: string, otherwise: string): string {
  const clean = visible(text.slice(0, 400)).replace(/\s+/g, ' ').trim()
  return clean !== '' && canShow(clean) ? clean : otherwise
}

/** Pieces that stay together: words, and the parts of a name with the joint at their end. */
function pieces(text: string): readonly string[] {
  return text.match(/[^\s_\-./]+[\s_\-./]?|[\s_\-./]/g) ?? []
}

function breakInto(text: string, letters: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const whole of pieces(text)) {
    for (let rest = whole; rest !== ''; ) {
      const fits = line.length + rest.trimEnd().length <= letters
      if (fits || line === '') {
        const taken = fits ? rest : rest.slice(0, letters)
        line += taken
        rest = rest.slice(taken.length)
      } else {
        lines.push(line.trimEnd())
        line = ''
      }
    }
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()]
}

/** The text in the largest of the sizes at which it needs at most so many lines; cut at the smallest. */
export function fit(text: string, font: string, width: number, at: { sizes: readonly number[]; most: number }): Lines {
  for (const size of at.sizes) {
    const lines = breakInto(text, room(width, size, font))
    if (lines.length <= at.most) return { size, lines }
  }
  const size = at.sizes.at(-1) ?? 24
  const letters = room(width, size, font)
  const lines = breakInto(text, letters)
  const rest = lines.slice(at.most - 1).join(font === NAMES ? '' : ' ')
  return { size, lines: [...lines.slice(0, at.most - 1), `${rest.slice(0, letters - 1).trimEnd()}…`] }
}
