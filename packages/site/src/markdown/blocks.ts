/** The few forms of which a Markdown page is made. */
import type { PageRef, Prose, Span } from '@portcullis/catalogue'
import type { Policy } from '@portcullis/engine'
import { markdownPathOf } from '../paths.ts'
import { codeSpan, fenced, piece, words } from './inert.ts'

/** Writes Markdown for one origin. Links lead to the twins, so that a program can follow them. */
export interface Writer {
  /** The whole address of a page's twin. */
  readonly address: (to: PageRef) => string
  /** Our words, leading to a page; foreign words are given as a code span. */
  readonly link: (text: string, to: PageRef) => string
  readonly prose: (prose: Prose) => string
  readonly paragraphs: (proses: readonly Prose[]) => string
  readonly list: (proses: readonly Prose[]) => string
}

/** @param origin without a slash at its end; may be empty */
export function writerFor(origin: string): Writer {
  const address = (to: PageRef) => `${origin}${markdownPathOf(to)}`
  const link = (text: string, to: PageRef) => `[${text}](${address(to)})`
  const span = (one: Span): string => {
    if (typeof one === 'string') return piece(one)
    if ('code' in one) return one.to === undefined ? codeSpan(one.code) : link(codeSpan(one.code), one.to)
    if ('strong' in one) return `**${words(one.strong)}**`
    return link(words(one.text), one.to)
  }
  const prose = (spans: Prose) => spans.map(span).join('').trim()
  return {
    address,
    link,
    prose,
    paragraphs: (proses) => blocks(proses.map(prose)),
    list: (proses) => items(proses.map(prose)),
  }
}

/** Blocks, parted by empty lines; empty ones and absent ones are left out. */
export function blocks(parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== '').join('\n\n')
}

/** A section with a heading; nothing where it would be empty. */
export function section(title: string, ...parts: readonly (string | false | undefined)[]): string {
  const body = blocks(parts)
  return body === '' ? '' : `## ${title}\n\n${body}`
}

/** A list of lines that are Markdown already. */
export function items(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}

/** A table of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
}

/** A policy as it is pasted. */
export function policyBlock(policy: Policy): string {
  return fenced(JSON.stringify(policy, undefined, 2), 'json')
}
