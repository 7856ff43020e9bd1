/** A foreign policy → ours, still unjudged: the checker of policies has the last word. */
import { type CarriedTools, CLOSED, carryTools } from './carry-tools.ts'
import type { Notes } from './note.ts'
import { type Mapping, member, strangers, textOf } from './source.ts'

/** A document, and how its source calls the tools. */
export interface CarriedDocument {
  readonly policy: Mapping
  readonly names: CarriedTools['names']
}

const KEYS: ReadonlySet<string> = new Set(['version', 'name', 'description', 'default', 'hide', 'tools'])

/** Keys that documents of our own dialect have besides. */
const OUR_KEYS: ReadonlySet<string> = new Set(
  '$schema all_tools classes timezone arguments new_tools flow_window resources prompts elicitation sampling roots methods results list'.split(
    ' ',
  ),
)

/** Carries a document over. Where a part of the document itself is refused, every call is denied. */
export function carryDocument(source: Mapping, notes: Notes): CarriedDocument {
  const isWhole = [carriesVersion(source, notes), carriesKeys(source, notes)].every((each) => each)
  const name = textOf(source, 'name')
  const description = textOf(source, 'description')
  const hide = hidden(member(source, 'hide'), notes)
  const { tools, everywhere, names } = carryTools(source, notes)
  const all = isWhole ? allTools(source, everywhere, notes) : CLOSED
  const policy = {
    version: '1',
    ...ours(source),
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    default: defaultOf(source, notes),
    ...(hide.length > 0 && { hide }),
    ...(all !== undefined && { all_tools: all }),
    ...(Object.keys(tools).length > 0 && { tools }),
  }
  return { policy, names }
}

function carriesVersion(source: Mapping, notes: Notes): boolean {
  const version = member(source, 'version')
  if (version === undefined || version === '1' || version === 1) return true
  notes.add(['version'], 'refused', 'Only version 1 can be read: every call is denied.')
  return false
}

function carriesKeys(source: Mapping, notes: Notes): boolean {
  const odd = strangers(source, KEYS)
  for (const key of odd) {
    if (OUR_KEYS.has(key)) notes.add([key], 'exact', 'It means the same here.')
    else notes.add([key], 'refused', `“${key}” is not a key of a policy: every call is denied.`)
  }
  return odd.every((key) => OUR_KEYS.has(key))
}

/** The rule of all tools, in our words or in those of the dialect; never both. */
function allTools(source: Mapping, everywhere: Mapping | undefined, notes: Notes): unknown {
  const own = member(source, 'all_tools')
  if (own === undefined) return everywhere
  if (everywhere === undefined) return own
  notes.add(['all_tools'], 'refused', 'Rules for every tool stand here and under “*”: every call is denied.')
  return CLOSED
}

/** Members of our own dialect: the checker judges them. */
function ours(source: Mapping): Mapping {
  return Object.fromEntries(
    [...OUR_KEYS].flatMap((key) => (Object.hasOwn(source, key) ? [[key, member(source, key)]] : [])),
  )
}

function defaultOf(source: Mapping, notes: Notes): 'allow' | 'deny' {
  const written = member(source, 'default')
  if (written === 'allow' || written === 'deny') {
    notes.add(['default'], 'exact', `What no rule governs: ${written === 'allow' ? 'allowed' : 'denied'}.`)
    return written
  }
  if (written === undefined) {
    notes.add([], 'exact', 'Without a “default” the source allows what no rule governs; so does the result.')
    return 'allow'
  }
  notes.add(['default'], 'refused', '“default” is neither allow nor deny: everything that no rule governs is denied.')
  return 'deny'
}

function hidden(written: unknown, notes: Notes): readonly string[] {
  if (written === undefined) return []
  if (!Array.isArray(written)) {
    notes.add(['hide'], 'refused', '“hide” has to be a list of names: everything is hidden.')
    return ['*']
  }
  return written.map((name, at): string => {
    if (typeof name !== 'string' || name === '') {
      notes.add(['hide', at], 'refused', 'This is no name: everything is hidden.')
      return '*'
    }
    const isPattern = /[*?]/.test(name)
    notes.add(['hide', at], isPattern ? 'narrower' : 'exact', isPattern ? 'Hidden, read as a pattern.' : 'Hidden.')
    return name
  })
}
