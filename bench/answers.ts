/** Answers of a server as the load generator reads them: with care until one was right, then held against that one. */
import { ID_DIGITS } from './message.ts'

/** An answer is whole: whether it is what it should be. Undefined: bytes are missing. */
export type Verdict = boolean | undefined

/** Reads the answers of one connection, one after the other. */
export interface AnswerReader {
  /** @param chunk not kept; @param id digits that have to stand in the answer */
  take(chunk: Buffer, id: string): Verdict
}

/** What a right answer looked like: the next ones differ in their id. */
interface Form {
  readonly length: number
  readonly idAt: number
  readonly markAt: number
}

const HEAD_END = '\r\n\r\n'
const LAST_CHUNK = '\r\n0\r\n\r\n'
const FINE = 'HTTP/1.1 200'

/** Where the body of a whole answer begins; its end where bytes follow it; undefined while some are missing. */
function bodyOf(text: string): number | undefined {
  const head = text.indexOf(HEAD_END)
  if (head < 0) return undefined
  const body = head + HEAD_END.length
  const length = /\r\ncontent-length: *([0-9]+)/i.exec(text.slice(0, head + 2))
  if (length === null) return text.endsWith(LAST_CHUNK) ? body : undefined
  const end = body + Number(length[1])
  if (text.length < end) return undefined
  return text.length === end ? body : text.length
}

/** @param mark a text that every right answer has */
export function answerReader(mark: string): AnswerReader {
  const markBytes = Buffer.from(mark)
  const fine = Buffer.from(FINE)
  let form: Form | undefined
  let pending = ''

  const holds = (chunk: Buffer, bytes: Buffer, at: number): boolean =>
    chunk.compare(bytes, 0, bytes.length, at, at + bytes.length) === 0

  const isAlike = (chunk: Buffer, id: string): boolean =>
    form !== undefined &&
    pending === '' &&
    chunk.length === form.length &&
    holds(chunk, fine, 0) &&
    chunk.toString('latin1', form.idAt, form.idAt + ID_DIGITS) === id &&
    holds(chunk, markBytes, form.markAt)

  return {
    take(chunk, id) {
      if (isAlike(chunk, id)) return true
      const text = pending + chunk.toString('latin1')
      const body = bodyOf(text)
      pending = body === undefined ? text : ''
      if (body === undefined) return undefined
      const [idAt, markAt] = [text.indexOf(id, body), text.indexOf(mark, body)]
      const isFine = text.startsWith(FINE) && idAt > 0 && markAt > 0
      form = isFine && text.length === chunk.length ? { length: text.length, idAt, markAt } : undefined
      return isFine
    },
  }
}
