/** Private keys in textual encodings (RFC 7468, OpenSSH, PGP), with line ends as they are or as escapes. */
import type { Find } from './detector.ts'

const BEGIN = '-----BEGIN '
const END = '-----END '
const HEADING = /-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----/y
const FOOTING = /-----END (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----/y
/** What a key consists of where its end is missing. */
const BODY = /(?:[0-9A-Za-z+/=:,.-]|\\[nrt\\]|\s)*/y

/** Finds whole blocks; where the end was cut off, everything that may belong to the key. */
export const findPrivateKey: Find = (text, report) => {
  let end = 0
  let nextEnd = -1
  for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, end)) {
    end = match(HEADING, text, at)
    if (end < 0) {
      end = at + BEGIN.length
      continue
    }
    if (nextEnd < end) nextEnd = indexOrEnd(text, END, end)
    const nextBegin = indexOrEnd(text, BEGIN, end)
    const closed = nextEnd < nextBegin ? match(FOOTING, text, nextEnd) : -1
    end = closed > 0 ? closed : end + match(BODY, text.slice(end, nextBegin), 0)
    report(at, end)
  }
}

function match(form: RegExp, text: string, at: number): number {
  form.lastIndex = at
  return form.test(text) ? form.lastIndex : -1
}

function indexOrEnd(text: string, word: string, from: number): number {
  const index = text.indexOf(word, from)
  return index < 0 ? text.length : index
}
