/** JSON as it is read: escapes that stand for what cannot be seen are marked, texts of other directions kept apart. */

/** A part of it. `escape`: a character that is written as its number; `apart`: a text with letters from right to left. */
export interface MarkedPart {
  readonly kind: 'plain' | 'escape' | 'apart'
  readonly text: string
  /** Where it begins: the name of the part. */
  readonly at: number
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1eeff}]/u
/** A text, or what stands between texts. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[^"]+|"/gsu
const ESCAPES = /(?<!\\)(?:\\\\)*((?:\\u[0-9a-fA-F]{4})+)/g

/** More marks than this nobody looks at one by one; escapes stay escapes. */
const MOST = 5000

/** The parts, in their order: together they are the text. Linear in it. */
export function markedParts(shown: string): readonly MarkedPart[] {
  const parts: MarkedPart[] = []
  let plain = ''
  let at = 0
  const end = (): void => {
    if (plain !== '') parts.push({ kind: 'plain', text: plain, at: at - plain.length })
    plain = ''
  }
  const add = (kind: MarkedPart['kind'], text: string): void => {
    if (kind === 'plain' || parts.length > MOST) plain += text
    else {
      end()
      parts.push({ kind, text, at })
    }
    at += text.length
  }
  for (const [token] of shown.matchAll(TOKEN)) {
    if (RIGHT_TO_LEFT.test(token)) add('apart', token)
    else for (const [kind, text] of split(token)) add(kind, text)
  }
  end()
  return parts
}

/** A token without letters from right to left: its escapes, and what stands between them. */
function split(token: string): readonly (readonly [MarkedPart['kind'], string])[] {
  const pieces: [MarkedPart['kind'], string][] = []
  let from = 0
  for (const found of token.matchAll(ESCAPES)) {
    const escapes = found[1] ?? ''
    const start = found.index + found[0].length - escapes.length
    pieces.push(['plain', token.slice(from, start)], ['escape', escapes])
    from = start + escapes.length
  }
  pieces.push(['plain', token.slice(from)])
  return pieces.filter(([, text]) => text !== '')
}
