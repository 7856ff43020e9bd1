/** Sources for the tests of imports. */
import { importPolicy } from './import-policy.ts'
import type { Note } from './note.ts'

/** What came of an import, its policy as plain data. */
export interface ImportedSample {
  readonly policy: ReturnType<typeof JSON.parse>
  readonly whole: boolean
  readonly notes: readonly Note[]
}

/** Imports what can be read. */
export function imported(text: string): ImportedSample {
  const made = importPolicy(text)
  if (!made.ok) throw new Error(JSON.stringify(made.faults))
  return { policy: JSON.parse(made.text), whole: made.whole, notes: made.notes }
}

/** Entries of tools, under a default of allow. */
export const tools = (yaml: string): ImportedSample =>
  imported(`version: "1"\ndefault: allow\ntools:\n${yaml.replaceAll(/^/gm, '  ')}`)

/** Rules of one tool, `pay`. */
export const rules = (yaml: string): ImportedSample => tools(`pay:\n  rules:\n${yaml.replaceAll(/^/gm, '    ')}`)
