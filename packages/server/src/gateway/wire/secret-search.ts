/** Finds injected credentials in what comes back from a server, in one pass, whatever the pieces it comes in. */
import { AsciiUnescaper } from './ascii-escapes.ts'
import { formsOf } from './secret-forms.ts'

/** A prepared search for a set of secrets. */
export interface SecretSearch {
  /** Whether a whole text holds one of them. */
  found(bytes: Buffer): boolean
  /** A search through a text that comes in pieces. */
  stream(): SecretStream
}

/** A search that is under way. */
export interface SecretStream {
  /** True once one of the secrets ended within what was pushed so far. */
  push(chunk: Buffer): boolean
}

/** Writers differ in which of the ASCII characters they escape like this: such a text is searched as its reader has it. */
const ASCII_ESCAPE = Buffer.from('\\u00')

/** A state in which some form has been seen whole. */
const FOUND = -1

/** Next state by state and byte: an automaton after Aho and Corasick, with one step for each byte. */
interface Automaton {
  readonly next: Int32Array
  /** The column of each byte: one for each byte that stands in some form, the first for all others. */
  readonly column: Uint8Array
  /** 1 for the bytes that some form begins with: most bytes are none of them. */
  readonly begins: Uint8Array
}

/** Prepares a search; undefined where none of the secrets is long enough to be searched for. */
export function compileSecrets(secrets: readonly string[]): SecretSearch | undefined {
  const forms = secrets.flatMap(formsOf)
  if (forms.length === 0) return undefined
  const automaton = automatonOf(forms)
  return {
    found: (bytes) =>
      run(automaton, 0, bytes) === FOUND ||
      (bytes.includes(ASCII_ESCAPE) && run(automaton, 0, new AsciiUnescaper().push(bytes)) === FOUND),
    stream: () => searchInPieces(automaton),
  }
}

/** Both as the text is written, and as its reader will have it. */
function searchInPieces(automaton: Automaton): SecretStream {
  const unescaper = new AsciiUnescaper()
  let written = 0
  let read = 0
  return {
    push(chunk) {
      if (written !== FOUND) written = run(automaton, written, chunk)
      if (read !== FOUND) read = run(automaton, read, unescaper.push(chunk))
      return written === FOUND || read === FOUND
    },
  }
}

function run({ next, column, begins }: Automaton, from: number, bytes: Buffer): number {
  let state = from
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number
    if (state === 0 && begins[byte] === 0) continue
    state = next[state + (column[byte] as number)] as number
    if (state === FOUND) return FOUND
  }
  return state
}

/** States are offsets of rows, so that a step is one addition and one look-up. */
function automatonOf(forms: readonly Buffer[]): Automaton {
  const column = columnsOf(forms)
  const width = Math.max(...column) + 1
  const trie = trieOf(forms, column, width)
  const begins = new Uint8Array(256)
  for (const [first = 0] of forms) begins[first] = 1
  return { next: complete(trie, width), column, begins }
}

function columnsOf(forms: readonly Buffer[]): Uint8Array {
  const column = new Uint8Array(256)
  let used = 0
  for (const form of forms) {
    for (const byte of form) {
      if (column[byte] !== 0) continue
      used += 1
      column[byte] = used
    }
  }
  return column
}

/** A tree of all forms; 0 leads nowhere. */
function trieOf(forms: readonly Buffer[], column: Uint8Array, width: number): Int32Array {
  const next = new Int32Array((forms.reduce((sum, form) => sum + form.length, 0) + 1) * width)
  let used = width
  for (const form of forms) {
    let state = 0
    for (let i = 0; i < form.length && state !== FOUND; i += 1) {
      const step = state + (column[form[i] as number] as number)
      if (i === form.length - 1) next[step] = FOUND
      else if (next[step] === 0) {
        next[step] = used
        used += width
      }
      state = next[step] as number
    }
  }
  return next.slice(0, used)
}

/** Gives every missing step the one that the longest other beginning of a form would take, nearest states first. */
function complete(next: Int32Array, width: number): Int32Array {
  const fallback = new Int32Array(next.length / width)
  const queue: number[] = []
  for (let c = 0; c < width; c += 1) {
    const target = next[c] as number
    if (target > 0) queue.push(target)
  }
  for (let head = 0; head < queue.length; head += 1) {
    const state = queue[head] as number
    const other = fallback[state / width] as number
    for (let c = 0; c < width; c += 1) {
      const target = next[state + c] as number
      const detour = next[other + c] as number
      if (target === 0) next[state + c] = detour
      else if (detour === FOUND) next[state + c] = FOUND
      else if (target > 0) {
        fallback[target / width] = detour
        queue.push(target)
      }
    }
  }
  return next
}
