/** Policies of other dialects (YAML or JSON) → ours, with what became of every construct. */
import type { Problem } from '@portcullis/engine'
import { formatPolicy } from '../format/format-policy.ts'
import { readYaml, type TextFault } from '../yaml/document.ts'
import type { Path, Place } from '../yaml/place.ts'
import { type CarriedDocument, carryDocument } from './carry-document.ts'
import { CLOSED } from './carry-tools.ts'
import { createNotes, type Note, type Notes } from './note.ts'
import { isMapping, type Mapping } from './source.ts'

/** What came of an import. */
export type Imported =
  | {
      readonly ok: true
      /** The policy in canonical form; where something was refused, with what it stood on closed. */
      readonly text: string
      readonly notes: readonly Note[]
      /** Nothing was refused: the policy allows nothing that the source denies. */
      readonly whole: boolean
    }
  /** The source cannot be read. */
  | { readonly ok: false; readonly faults: readonly TextFault[] }

/** No source is longer, in UTF-16 code units. */
const MAX_TEXT = 1_048_576

/**
 * Reads a policy of the Intercept dialect, or of our short forms, as YAML or JSON. What the source denies, the result
 * denies; what it allows, the result allows where every note says `exact`.
 */
export function importPolicy(text: string): Imported {
  if (text.length > MAX_TEXT) return unread('too_large', 'The file has more than 1 MiB.')
  const read = readYaml(text)
  if (!read.ok) return { ok: false, faults: read.faults }
  const { value } = read.document
  if (!isMapping(value)) return unread('wrong_type', 'A policy has to be a mapping.')
  const place = (path: Path): Place => read.document.place(path)
  const notes = createNotes(place)
  return finished(carryDocument(value, notes), notes, place)
}

function unread(code: string, message: string): Imported {
  const remedy = 'Name a file that holds one policy.'
  return { ok: false, faults: [{ code, path: [], line: 1, column: 1, message, remedy }] }
}

/** So often rules are closed that the checker refuses: it tells so many problems at once, and what closes shows others. */
const MAX_ROUNDS = 10

/** Whatever else was overlooked, the checker of policies finds. */
function finished({ policy, names }: CarriedDocument, notes: Notes, place: (path: Path) => Place): Imported {
  let judged = policy
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const made = formatPolicy(JSON.stringify(judged))
    if (made.ok) {
      const all = notes.all()
      return { ok: true, text: made.text, notes: all, whole: all.every(({ fate }) => fate !== 'refused') }
    }
    const next = mended(judged, made.problems)
    if (next === undefined) return { ok: false, faults: made.problems.map((each) => faultOf(each, names, place)) }
    for (const problem of made.problems) noteProblem(problem, names, notes)
    judged = next
  }
  return unread('wrong_policy', 'Its rules do not go together.')
}

function noteProblem(problem: Problem, names: CarriedDocument['names'], notes: Notes): void {
  const path = sourceOf(problem, names).slice(0, 2)
  if (problem.code === HIDDEN) notes.add(path, 'dropped', 'The tool is hidden: its rules decide nothing.')
  else notes.add(path, 'refused', `${problem.message}. ${problem.remedy}`)
}

/** The engine's word for rules of a tool that is hidden in any case. */
const HIDDEN = 'hidden_entry'

/** The policy with the rules closed that problems are about; undefined where that would not help. */
function mended(policy: Mapping, problems: readonly Problem[]): Mapping | undefined {
  const { tools: written, ...rest } = policy
  const rules = new Map(Object.entries(isMapping(written) ? written : {}).map(([key, rule]) => [`/tools/${key}`, rule]))
  if (Object.hasOwn(policy, 'all_tools')) rules.set('/all_tools', rest['all_tools'])
  for (const { pointer, code } of problems) {
    const at = `/${segmentsOf(pointer)
      .slice(0, pointer.startsWith('/tools/') ? 2 : 1)
      .join('/')}`
    const before = rules.get(at)
    if (before === undefined || (before === CLOSED && code !== HIDDEN)) return undefined
    if (code === HIDDEN) rules.delete(at)
    else rules.set(at, CLOSED)
  }
  const all = rules.get('/all_tools')
  rules.delete('/all_tools')
  const tools = Object.fromEntries([...rules].map(([at, rule]) => [at.slice('/tools/'.length), rule]))
  return { ...rest, ...(all !== undefined && { all_tools: all }), tools }
}

const segmentsOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))

/** Where a problem of the policy stands in the source. */
function sourceOf({ pointer }: Problem, names: CarriedDocument['names']): Path {
  const [first = '', key, ...rest] = segmentsOf(pointer)
  if (first === 'all_tools') return ['tools', '*']
  if (first !== 'tools' || key === undefined) return segmentsOf(pointer)
  return [first, names.get(key) ?? key, ...rest]
}

function faultOf(problem: Problem, names: CarriedDocument['names'], place: (path: Path) => Place): TextFault {
  const { code, message, remedy } = problem
  const path = sourceOf(problem, names)
  return { code, path, ...place(path), message: `${message}.`, remedy }
}
