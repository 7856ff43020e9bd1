/** Text that stays text in Markdown (CommonMark 0.31, and the autolinks and tables of GitHub's dialect). */
import { visible } from '@portcullis/catalogue'

/** What can begin emphasis, links, images, HTML, entities, tables and strikethrough anywhere in a line. */
const INLINE = /[\\`*_[\]<>|~&!#]/g
/** What can begin a list or underline a heading, at a line's start only. */
const LEADING = /^(?:[-+=](?=[\s=-]|$)|\d{1,9}(?=[.)]))/
/** Addresses that become links by themselves. */
const ADDRESS = /(?:(?:https?|ftp):(?=\/\/)|www\.)/gi

function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim()
}

/**
 * The text as plain words: no markup, no links, no line breaks. Linear in the text.
 * Foreign text is better put in `codeSpan`.
 */
export function words(text: string): string {
  return oneLine(text)
    .replace(INLINE, '\\$&')
    .replace(ADDRESS, (address) => `${address.slice(0, -1)}\\${address.slice(-1)}`)
    .replace(LEADING, (start) => (/^\d/.test(start) ? `${start}\\` : `\\${start}`))
}

/** The same without trimming, for a piece within a sentence. */
export function piece(text: string): string {
  const inner = words(text)
  return inner === '' ? ' ' : `${/^\s/.test(text) ? ' ' : ''}${inner}${/\s$/.test(text) ? ' ' : ''}`
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}

/** Foreign text as a code span: nothing in it is markup, whatever backticks it has. A pipe is escaped for tables. */
export function codeSpan(text: string): string {
  const inner = oneLine(text) || '(empty)'
  const ticks = '`'.repeat(longestRun(inner) + 1)
  const pad = /^`|`$/.test(inner) ? ' ' : ''
  return `${ticks}${pad}${inner}${pad}${ticks}`
}

/**
 * Markdown within a table's cell. Cells are cut before anything else is read: a pipe ends one unless a backslash stands
 * before it that is not escaped itself (GFM, tables).
 */
export function inCell(markdown: string): string {
  return markdown.replace(/(?<!\\)(\\*)\|/g, (run, before: string) => (before.length % 2 === 1 ? run : `${before}\\|`))
}

/** Foreign text within a table's cell: as code, or as plain words where a backslash before a pipe would end the cell. */
export function cell(text: string): string {
  return /\\\|/.test(text) ? words(text) || codeSpan('') : inCell(codeSpan(text))
}

/** Text as a fenced block; the fence is longer than any run of backticks in it. */
export function fenced(text: string, language = ''): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${ticks}${language}\n${text}\n${ticks}`
}

/** Our sentence that quotes strangers between “ and ”: what they wrote becomes code. */
export function quoting(text: string): string {
  return text
    .split(/(“[^“”]*”)/)
    .map((part) => (part.startsWith('“') && part.endsWith('”') ? codeSpan(part.slice(1, -1)) : piece(part)))
    .join('')
    .trim()
}
