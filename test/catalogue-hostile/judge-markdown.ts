/** A reader of Markdown that knows what the catalogue writes by itself, and throws at all other markup. */
import { UNSEEN } from './texts.ts'

/** Text without its fenced blocks, where everything is text. */
function withoutFences(markdown: string): string {
  const kept: string[] = []
  let fence = ''
  for (const line of markdown.split('\n')) {
    // What follows an opening fence holds no backtick (CommonMark, 4.5).
    const [, ticks = ''] = /^(`{3,})[^`]*$/.exec(line) ?? []
    if (fence === '' && ticks !== '') fence = ticks
    else if (fence !== '' && line === fence) fence = ''
    else if (fence === '') kept.push(line)
  }
  if (fence !== '') throw new Error('A fenced block has no end.')
  return kept.join('\n')
}

/** A line without escapes and code spans (CommonMark, 6.1 and 2.4), both as `·`. */
function withoutCode(line: string): string {
  let rest = ''
  for (let at = 0; at < line.length; ) {
    const [ticks = ''] = /^`+/.exec(line.slice(at)) ?? []
    if (ticks !== '') {
      const end = new RegExp(`(?<!\`)${ticks}(?!\`)`, 'g')
      end.lastIndex = at + ticks.length
      const closing = end.exec(line)
      rest += closing === null ? ticks : '·'
      at = closing === null ? at + ticks.length : closing.index + ticks.length
    } else if (line.charAt(at) === '\\' && /[!-/:-@[-`{-~]/.test(line.charAt(at + 1))) {
      rest += '·'
      at += 2
    } else rest += line.charAt(at++)
  }
  return rest
}

/** The cells of a table's row as GitHub's dialect reads them: pipes count before code spans, a backslash escapes what follows. */
export function cellsOf(row: string): readonly string[] {
  const cells: string[] = ['']
  for (let at = 0; at < row.length; at++) {
    const letter = row.charAt(at)
    if (letter === '\\') cells[cells.length - 1] += letter + row.charAt(++at)
    else if (letter === '|') cells.push('')
    else cells[cells.length - 1] += letter
  }
  return cells.slice(1, -1).map((cell) => cell.trim().replaceAll('\\|', '|'))
}

function judgeLine(line: string, origin: string): void {
  const say = (what: string): never => {
    throw new Error(`${what}: ${JSON.stringify(line.slice(0, 300))}`)
  }
  const bare = withoutCode(line)
  const linked = bare.replace(/\]\(([^()\s]*)\)/g, (_link, to: string) =>
    to.startsWith(`${origin}/`) ? '' : say('A link that leads elsewhere'),
  )
  if (linked.includes('](')) say('A link that is none')
  if (/<|!\[|&(?:#|[a-z]+;)/i.test(linked)) say('Markup')
  if (/(?:https?|ftp):\/\/|www\./i.test(linked.replaceAll(origin, ''))) say('An address that becomes a link')
}

/** Throws where a Markdown page holds markup, links or pictures that are not the catalogue's own. */
export function judgeMarkdown(markdown: string, origin: string): void {
  if (UNSEEN.test(markdown))
    throw new Error(`A character that is not seen: ${JSON.stringify(UNSEEN.exec(markdown)?.[0])}`)
  let width = 0
  for (const line of withoutFences(markdown).split('\n')) {
    if (!line.startsWith('| ')) {
      width = 0
      judgeLine(line, origin)
      continue
    }
    const cells = cellsOf(line)
    width ||= cells.length
    if (cells.length !== width) throw new Error(`A row with cells of its own: ${JSON.stringify(line.slice(0, 300))}`)
    for (const cell of cells) judgeLine(cell, origin)
  }
}
