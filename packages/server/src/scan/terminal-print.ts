/** What all parts of the terminal's report print with. */
import type { RiskLevel } from '@portcullis/catalogue'
import type { createColors } from 'picocolors'

/** How it is printed. */
export interface TerminalOptions {
  readonly colors: boolean
  readonly home: string
  /** Columns. */
  readonly width: number
  /** Whether everything is listed. */
  readonly all: boolean
}

/** The options, the colours, and what was printed already. */
export interface Print extends TerminalOptions {
  readonly paint: ReturnType<typeof createColors>
  /** Keys of what was said: a project's stack has the user's servers as well, and saying it once is enough. */
  readonly said: Set<string>
}

/** A level, in its colour, as wide as the widest. */
export function level({ paint }: Print, risk: RiskLevel): string {
  const text = risk.padEnd(8)
  if (risk === 'Critical') return paint.bold(paint.red(text))
  if (risk === 'High') return paint.red(text)
  return risk === 'Medium' ? paint.yellow(text) : paint.green(text)
}

/** Breaks a text into lines, all but the first indented. */
export function wrapped(text: string, indent: number, width: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}

/** Whether it is said for the first time. */
export function isNew({ said }: Print, key: readonly unknown[]): boolean {
  const text = JSON.stringify(key)
  const fresh = !said.has(text)
  said.add(text)
  return fresh
}
