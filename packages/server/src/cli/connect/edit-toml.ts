/** One table of a TOML file, written or taken away; everything else stays as it is. */

/** The lines of a table and of all tables below it: from which line, to which. */
interface Span {
  readonly from: number
  readonly to: number
}

const HEADER =
  /^\s*\[\[?\s*((?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'))*)\s*\]\]?\s*(?:#.*)?$/

/** The keys of a header; undefined: the line is none. */
function headerOf(line: string): readonly string[] | undefined {
  const path = HEADER.exec(line)?.[1]
  if (path === undefined) return undefined
  return [...path.matchAll(/[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'/g)].map(([key]) =>
    key.startsWith('"') ? String(JSON.parse(key)) : key.replaceAll("'", ''),
  )
}

/** Headers of a text with their lines; what stands in texts of many lines is no header. */
function headersOf(lines: readonly string[]): readonly { readonly at: number; readonly path: readonly string[] }[] {
  let inside: string | undefined
  return lines.flatMap((line, at) => {
    const path = inside === undefined ? headerOf(line) : undefined
    for (const [quotes] of line.matchAll(/"""|'''/g))
      inside = inside === undefined ? quotes : inside === quotes ? undefined : inside
    return path === undefined ? [] : [{ at, path }]
  })
}

function spansOf(lines: readonly string[], table: readonly string[]): readonly Span[] {
  const headers = headersOf(lines)
  return headers.flatMap(({ at, path }, index) => {
    if (!table.every((key, depth) => path[depth] === key)) return []
    return [{ from: at, to: headers[index + 1]?.at ?? lines.length }]
  })
}

/** The text of a table with all below it; undefined: there is none. */
export function tomlAt(text: string, table: readonly string[]): string | undefined {
  const lines = text.split('\n')
  const spans = spansOf(lines, table)
  return spans.length === 0
    ? undefined
    : spans.map(({ from, to }) => trimmed(lines.slice(from, to)).join('\n')).join('\n')
}

/** Lines without blank ones and comments at their end: those belong to what follows. */
function trimmed(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '' && !line.trim().startsWith('#'))
  return lines.slice(0, last + 1)
}

/** The text with the lines of a table in the place of those that it had, or at the end; undefined takes it away. */
export function withToml(text: string, table: readonly string[], written: string | undefined): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const spans = spansOf(lines, table).map(({ from, to }) => ({
    from,
    to: from + trimmed(lines.slice(from, to)).length,
  }))
  const [first] = spans
  const kept = lines.flatMap((line, at) => {
    if (at === first?.from && written !== undefined) return [written.trimEnd()]
    return spans.some(({ from, to }) => at >= from && at < to) ? [] : [line]
  })
  const whole = kept.join('\n').trimEnd()
  const added =
    first === undefined && written !== undefined ? `${whole === '' ? '' : `${whole}\n\n`}${written.trimEnd()}` : whole
  return added === '' ? '' : `${added.replaceAll('\n', end)}${end}`
}
