/** Lines of a terminal: colours of risks, wrapped prose, titles. */
import { type Category, type Prose, plain, type RiskLevel } from '@portcullis/catalogue'
import { createColors } from 'picocolors'

/** Writes for one terminal. */
export interface TextWriter {
  readonly risk: (level: RiskLevel, text?: string) => string
  readonly badge: (category: Category, level: RiskLevel) => string
  readonly title: (text: string) => string
  readonly faint: (text: string) => string
  readonly strong: (text: string) => string
  /** Wrapped, every line indented. */
  readonly prose: (prose: Prose | string, indent?: number) => string
  /** With a dash before it. */
  readonly item: (prose: Prose | string) => string
  /** Text that is to be pasted: not wrapped. */
  readonly block: (text: string) => string
}

/** Widest text that reads well. */
const WIDEST = 100

function wrapped(text: string, indent: string, width: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((one) => `${indent}${one}`).join('\n')
}

/** @param width columns */
export function textWriter(colours: boolean, width: number): TextWriter {
  const paint = createColors(colours)
  const columns = Math.max(40, Math.min(width, WIDEST))
  const words = (prose: Prose | string): string => (typeof prose === 'string' ? prose : plain(prose))
  const risk = (level: RiskLevel, text: string = level): string => {
    if (level === 'Critical') return paint.bold(paint.red(text))
    if (level === 'High') return paint.red(text)
    return level === 'Medium' ? paint.yellow(text) : paint.green(text)
  }
  return {
    risk,
    badge: (category, level) => risk(level, `${category}, ${level} risk`),
    title: (text) => `\n${paint.bold(text)}`,
    faint: paint.dim,
    strong: paint.bold,
    prose: (prose, indent = 2) => wrapped(words(prose), ' '.repeat(indent), columns),
    item: (prose) => wrapped(words(prose), '    ', columns).replace(/^ {4}/, '  - '),
    block: (text) =>
      text
        .split('\n')
        .map((line) => `    ${line}`)
        .join('\n'),
  }
}
