/** The letters of the pictures: Inter and JetBrains Mono, both under the SIL Open Font License. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const FILES: readonly string[] = [
  '@fontsource/inter/files/inter-latin-500-normal.woff2',
  '@fontsource/inter/files/inter-latin-700-normal.woff2',
  '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-600-normal.woff2',
]

/** Fonts of our words, and of foreign names. */
export const WORDS = 'Inter'
export const NAMES = 'JetBrains Mono'

/** Letters that the fonts have: printable ASCII, Latin-1 and the usual punctuation. */
const KNOWN = /^[\x20-\x7e\u00a0-\u00ff\u2013\u2014\u2018-\u201e\u2026]*$/

/** Reads the fonts. */
export function readFonts(): Uint8Array[] {
  const { resolve } = createRequire(import.meta.url)
  return FILES.map((file) => new Uint8Array(readFileSync(resolve(file))))
}

/** Whether every letter of the text can be shown. */
export function canShow(text: string): boolean {
  return KNOWN.test(text)
}
