/** One member of a JSON file with comments, written or taken away; everything else stays as it is. */
import { applyEdits, type FormattingOptions, findNodeAtLocation, modify, parseTree } from 'jsonc-parser'

/** Indentation as the file has it. */
function formatting(text: string): FormattingOptions {
  const [, blanks = '  '] = /^([ \t]+)\S/m.exec(text) ?? []
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  return blanks.startsWith('\t')
    ? { insertSpaces: false, tabSize: 4, eol }
    : { insertSpaces: true, tabSize: blanks.length, eol }
}

/** The value at a path, as text; undefined: there is none. */
export function jsonAt(text: string, path: readonly string[]): string | undefined {
  const root = parseTree(text)
  const node = root && findNodeAtLocation(root, [...path])
  return node === undefined ? undefined : text.slice(node.offset, node.offset + node.length)
}

/** The text with a value at a path; undefined takes it away. An empty text becomes an object. */
export function withJson(text: string, path: readonly string[], value: unknown): string {
  const whole = text.trim() === '' ? '{}\n' : text
  const mark = whole.startsWith('\uFEFF') ? '\uFEFF' : ''
  const bare = whole.slice(mark.length)
  return mark + applyEdits(bare, modify(bare, [...path], value, { formattingOptions: formatting(bare) }))
}
