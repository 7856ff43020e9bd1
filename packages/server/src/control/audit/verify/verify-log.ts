/** Is a decision log whole? Its files are read once, from the oldest line to the newest. */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { type Head, NO_HEAD, readSeal, type Seal } from '../../../store/jsonl/seal.ts'
import type { ChainReport, Finding } from './finding.ts'
import type { Expected } from './verify-journal.ts'

/** A log, and what is known of it from elsewhere. */
export interface LogToVerify {
  readonly organisation: string
  /** Oldest first. */
  readonly files: readonly string[]
  readonly expected: Expected
}

/** Reads and judges it. Rejects where a file cannot be read. */
export async function verifyLog({ organisation, files, expected }: LogToVerify): Promise<ChainReport> {
  const reader = new ChainReader(expected)
  for (const file of files) {
    reader.file(basename(file))
    for await (const line of linesOf(file)) reader.line(line)
  }
  return { kind: 'log', organisation, ...reader.end() }
}

/** Lines with their line feeds; the last may have none. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(file, { encoding: 'latin1', highWaterMark: 256 * 1024 })) {
    const text: string = rest + chunk
    let from = 0
    for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', from)) {
      yield text.slice(from, feed + 1)
      from = feed + 1
    }
    rest = text.slice(from)
  }
  if (rest !== '') yield rest
}

/** What was read since the last seal, in one reading: as it stands, or without lines that broke off and were written again. */
interface Reading {
  readonly hash: Hash
  lines: number
}

class ChainReader {
  readonly #expected: Expected
  readonly #findings: Finding[] = []
  #name = ''
  #number = 0
  /** Where the present segment begins. */
  #from = ''
  #whole: Reading = { hash: createHash('sha256'), lines: 0 }
  #mended: Reading | undefined
  /** A line that may have broken off. */
  #broken: { readonly line: string; readonly before: Reading } | undefined
  #last: Head = NO_HEAD
  #first = 0
  #before = 0
  #records = 0
  #droppedTo = 0

  constructor(expected: Expected) {
    this.#expected = expected
  }

  file(name: string): void {
    this.#name = name
    this.#number = 0
    // Before the first seal nothing says that the files belong together.
    if (this.#first === 0) this.#begin()
    if (this.#from === '') this.#from = `${name}:1`
  }

  line(line: string): void {
    this.#number++
    const read = line.endsWith('\n') ? readSeal(line.slice(0, -1)) : undefined
    if (read === undefined) this.#take(line)
    else {
      this.#settleBroken(line)
      this.#seal(read.seal, read.covered)
      this.#begin()
      this.#from = `${this.#name}:${this.#number + 1}`
    }
  }

  end(): Omit<ChainReport, 'kind' | 'organisation'> {
    const last = Math.max(0, ...this.#expected.heads.keys())
    if (last > this.#last.seq) {
      const at = this.#expected.heads.get(last)?.at
      const text = `A checkpoint of ${at} knows seal ${last}; the log ends with seal ${this.#last.seq}.`
      this.#find('missing', text, `${this.#name || 'the log'}, at its end`)
    }
    const unsealed = this.#whole.lines
    return {
      records: this.#records,
      first: this.#first,
      last: this.#last.seq,
      before: this.#first === 0 ? this.#before + unsealed : this.#before,
      unsealed: this.#first === 0 ? 0 : unsealed,
      droppedTo: this.#droppedTo,
      restored: [],
      findings: this.#findings,
    }
  }

  #begin(): void {
    if (this.#first === 0) this.#before += this.#whole.lines
    this.#whole = { hash: createHash('sha256'), lines: 0 }
    this.#mended = undefined
    this.#broken = undefined
  }

  #take(line: string): void {
    this.#settleBroken(line)
    if (!line.endsWith('}\n')) {
      const { hash, lines } = this.#whole
      this.#broken = { line, before: this.#mended ?? { hash: hash.copy(), lines } }
    } else if (this.#mended !== undefined) add(this.#mended, line)
    add(this.#whole, line)
  }

  /**
   * A failing disk may leave half a line, after which the line is written again: the seal then covers the line alone. Such
   * a half says nothing that the line does not say, so both readings are tried.
   */
  #settleBroken(next: string): void {
    const broken = this.#broken
    this.#broken = undefined
    if (broken === undefined) return
    if (next.startsWith(broken.line.slice(0, -1))) this.#mended = broken.before
    else if (this.#mended !== undefined) add(this.#mended, broken.line)
  }

  #seal(seal: Seal, covered: string): void {
    const opens = seal.seq === 1 && seal.records === 0
    if (this.#first === 0) this.#start(seal, opens)
    else this.#follow(seal)
    if (!this.#isCovered(seal, covered, opens)) {
      const text = `What stands before seal ${seal.seq} is not what was sealed on ${seal.at}.`
      this.#find('edited', text, `${this.#from} to ${this.#name}:${this.#number}`)
    }
    const known = this.#expected.heads.get(seal.seq)
    if (known !== undefined && known.hash !== seal.hash)
      this.#find('edited', `Seal ${seal.seq} is another one than the checkpoint of ${known.at} saw.`)
    this.#records += seal.records
    this.#last = seal
  }

  #isCovered(seal: Seal, covered: string, opens: boolean): boolean {
    const whole = opens ? { hash: createHash('sha256'), lines: 0 } : this.#whole
    for (const reading of [whole, ...(opens || this.#mended === undefined ? [] : [this.#mended])]) {
      const isSame = reading.hash.update(covered, 'latin1').digest('hex') === seal.hash
      if (isSame && reading.lines === seal.records) return true
    }
    return false
  }

  #start(seal: Seal, opens: boolean): void {
    this.#first = seal.seq
    if (opens) {
      this.#before += this.#whole.lines
      if (seal.previous !== NO_HEAD.hash) this.#find('edited', 'The first seal names another one before it.')
      return
    }
    if (this.#before > 0)
      this.#find(
        'unsigned',
        `${this.#before} lines stand before it that no seal covers, though the log began long before.`,
      )
    const { tombstones } = this.#expected
    const stone = tombstones.find(({ until }) => until.seq === seal.seq - 1 && until.hash === seal.previous)
    if (stone !== undefined) this.#droppedTo = stone.until.seq
    else
      this.#find(
        'missing',
        `The log begins with seal ${seal.seq}, and nothing says that what was before it was dropped on purpose.`,
      )
  }

  #follow({ seq, previous }: Seal): void {
    const { seq: before, hash } = this.#last
    if (seq === before + 1 && previous === hash) return
    if (seq > before + 1) this.#find('missing', `Seals ${before + 1} to ${seq - 1} and their records are missing.`)
    else if (seq <= before) this.#find('moved', `Seal ${seq} follows seal ${before}: it was moved, or stands twice.`)
    else this.#find('edited', `Seal ${seq} follows another one than the seal ${before} that stands before it.`)
  }

  #find(kind: Finding['kind'], text: string, where = `${this.#name}:${this.#number}`): void {
    this.#findings.push({ kind, where, text })
  }
}

function add(reading: Reading, line: string): void {
  reading.hash.update(line, 'latin1')
  reading.lines++
}
