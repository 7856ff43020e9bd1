/** The same answers through our reader and through the one of `node:http`: what each makes of them. */
import { request } from 'node:http'
import { Duplex } from 'node:stream'
import { AnswerReader } from './answer-reader.ts'
import { dice, strangeAnswer } from './strange-answers.contract.ts'

/** What was read of an answer. `whole`: it ended as it should. `cut`: it did not end. `refused`: it is none. */
interface Read {
  readonly outcome: 'whole' | 'cut' | 'refused'
  readonly status: number
  /** The fields that are told, sorted, their values trimmed. */
  readonly fields: string
  readonly body: string
}

const TOLD = new Set(['content-encoding', 'content-length', 'content-type', 'mcp-session-id', 'www-authenticate'])

const line = (name: string, value: string): string =>
  `${name.toLowerCase()}: ${value.replaceAll(/^[ \t]+|[ \t]+$/g, '')}`

/** What our own reader made of it, and the pieces up to where it stopped. */
interface OwnRead {
  readonly read: Read
  readonly taken: readonly Buffer[]
}

/** Every piece stands in the same place, as it does in a connection. */
function readOwn(pieces: readonly Buffer[]): OwnRead {
  const place = Buffer.alloc(64 * 1024)
  const body: Buffer[] = []
  let status = 0
  const fields: string[] = []
  const reader = new AnswerReader({
    onHead(told, raw) {
      status = told
      for (let i = 0; i < raw.length; i += 2) fields.push(line(String(raw[i]), raw[i + 1]?.toString('latin1') ?? ''))
    },
    onPiece: (piece) => body.push(piece) > 0,
  })
  reader.begin()
  let outcome: Read['outcome'] = 'cut'
  const taken: Buffer[] = []
  for (const piece of pieces) {
    piece.copy(place)
    const reading = reader.read(place.subarray(0, piece.length))
    place.fill(0x5a, 0, piece.length)
    taken.push(reading === 'whole' ? piece.subarray(0, reader.next) : piece)
    if (reading === 'more') continue
    outcome = reading === 'whole' ? 'whole' : 'refused'
    break
  }
  if (outcome === 'cut' && reader.end()) outcome = 'whole'
  const text = Buffer.concat(body).toString('latin1')
  return { read: { outcome, status, fields: fields.sort().join('\n'), body: text }, taken }
}

/** A connection over which the pieces come, and then the end. */
class Wire extends Duplex {
  readonly #pieces: readonly Buffer[]

  constructor(pieces: readonly Buffer[]) {
    super()
    this.#pieces = pieces
  }

  override _read(): void {}

  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    done()
  }

  tell(): void {
    for (const piece of this.#pieces) this.push(piece)
    this.push(null)
  }
}

function readNode(pieces: readonly Buffer[]): Promise<Read> {
  return new Promise((resolve) => {
    const wire = new Wire(pieces)
    let hasResponse = false
    let read: Read = { outcome: 'refused', status: 0, fields: '', body: '' }
    const asked = request({ createConnection: () => wire, path: '/', host: 'x' }, (response) => {
      hasResponse = true
      const body: Buffer[] = []
      const fields: string[] = []
      const { rawHeaders } = response
      for (let i = 0; i < rawHeaders.length; i += 2) {
        const name = rawHeaders[i] ?? ''
        if (TOLD.has(name.toLowerCase())) fields.push(line(name, rawHeaders[i + 1] ?? ''))
      }
      const told = (): void => {
        const outcome = response.complete ? 'whole' : 'cut'
        const status = response.statusCode ?? 0
        read = { outcome, status, fields: fields.sort().join('\n'), body: Buffer.concat(body).toString('latin1') }
      }
      response.on('data', (piece: Buffer) => void body.push(piece))
      response.on('error', () => undefined)
      response.on('end', told)
      response.on('close', () => {
        told()
        resolve(read)
      })
    })
    asked.on('error', () => undefined)
    asked.on('upgrade', (_response, socket) => socket.destroy())
    asked.on('close', () => {
      if (!hasResponse) resolve(read)
    })
    asked.end()
    wire.tell()
  })
}

/** What was found. */
export interface Compared {
  /** Answers that both read to their end, and that only `node:http` did. */
  readonly alike: number
  readonly refused: number
  /** The bytes of those that were not read alike, as text, at most ten. */
  readonly differing: readonly object[]
}

/** `alike` and `refused` as above; `neither` read it to its end; `unlike`: one read what the other did not. */
function judge(own: Read, node: Read): 'alike' | 'refused' | 'neither' | 'unlike' {
  if (own.outcome === 'whole') return JSON.stringify(own) === JSON.stringify(node) ? 'alike' : 'unlike'
  if (node.outcome !== 'whole') return 'neither'
  // Strict is to refuse; to wait for more where another one has read the end is to read otherwise.
  return own.outcome === 'refused' ? 'refused' : 'unlike'
}

/** @param count of answers */
export async function compareReaders(count: number, seed: number): Promise<Compared> {
  const next = dice(seed)
  const differing: object[] = []
  const counts = { alike: 0, refused: 0, neither: 0, unlike: 0 }
  for (let i = 0; i < count; i++) {
    const pieces = strangeAnswer(next)
    const { read: own, taken } = readOwn(pieces)
    // What follows an answer is none: it says so sooner, and drops the answer.
    const node = await readNode(own.outcome === 'whole' ? taken : pieces)
    const found = judge(own, node)
    counts[found]++
    if (found === 'unlike' && differing.length < 10)
      differing.push({ pieces: pieces.map((piece) => piece.toString('latin1')), own, node })
  }
  return { alike: counts.alike, refused: counts.refused, differing }
}
