/** Where in an answer something may begin that a redaction finds: so that most of its strings need not be looked at. */
import type { Redactor } from './redactor.ts'

/** Says of parts of a text, asked one behind the other, whether one of the marks is there. */
class MarkWalk {
  private readonly text: string
  private readonly mark: RegExp
  /** Everything between these two was looked at; at `next` there is a mark, or the end. */
  private from = 0
  private next = -1

  constructor(text: string, mark: RegExp) {
    this.text = text
    this.mark = mark
  }

  /** A part before one that was asked about is not looked at again: it may have one. */
  isWithin(start: number, end: number): boolean {
    if (start < this.from) return true
    if (start > this.next) {
      const { mark, text } = this
      mark.lastIndex = start
      this.from = start
      this.next = mark.exec(text)?.index ?? text.length
    }
    return this.next < end
  }
}

/** A backslash: what is written is not what is read. */
const ESCAPE = /\\/g

/** The marks of redactions in one message. */
export class Candidates {
  private readonly walks: readonly MarkWalk[]
  private readonly all: boolean

  constructor(text: string, redactors: readonly Pick<Redactor, 'marks'>[]) {
    const marks = new Set(redactors.flatMap((redactor) => redactor.marks ?? []))
    this.walks = [ESCAPE, ...marks].map((mark) => new MarkWalk(text, mark))
    this.all = redactors.some((redactor) => redactor.marks === undefined)
  }

  /** Whether something may be found in a string of the message, as it stands between its quotes. */
  isWithin(start: number, end: number): boolean {
    if (this.all) return true
    for (const walk of this.walks) if (walk.isWithin(start, end)) return true
    return false
  }
}
