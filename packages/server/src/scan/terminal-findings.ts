/** What to change in the files, as lines of a terminal: what is said of many servers is said once. */
import { plain, RISK_LEVELS, type StackFinding, type StackFindingId } from '@portcullis/catalogue'
import { RULES } from './sarif-rules.ts'
import { shownPath } from './scan.ts'
import type { EntryPlace, ScannedStack } from './scan-report.ts'
import { isNew, level, type Print, wrapped } from './terminal-print.ts'

/** Columns before a finding's text. */
const INDENT = 14

function placesOf({ servers }: ScannedStack, members: readonly string[]): readonly (EntryPlace | undefined)[] {
  return members.map((name) => servers.find(({ member }) => member === name)?.place)
}

/** Findings that no earlier stack said of the same entries, by what they say. */
export function unsaidFindings(print: Print, stack: ScannedStack): readonly (readonly StackFinding[])[] {
  const groups = new Map<StackFindingId, StackFinding[]>()
  for (const finding of stack.report.findings) {
    if (!isNew(print, ['finding', finding.id, placesOf(stack, finding.members)])) continue
    const group = groups.get(finding.id)
    if (group === undefined) groups.set(finding.id, [finding])
    else group.push(finding)
  }
  return [...groups.values()]
}

function where({ home }: Print, place: EntryPlace | undefined): string {
  return place === undefined ? '' : `${shownPath(place.path, home)}:${place.line}`
}

function text(print: Print, line: string): string {
  return `${' '.repeat(INDENT)}${wrapped(line, INDENT, print.width)}`
}

function one(print: Print, stack: ScannedStack, { risk, says, remedy, members }: StackFinding): readonly string[] {
  const [place] = placesOf(stack, members)
  return [
    `    ${level(print, risk)}  ${wrapped(plain(says), INDENT, print.width)}`,
    text(print, plain(remedy)),
    text(print, print.paint.dim(where(print, place))),
  ]
}

/** The servers that a finding is of, each with its line; the file once for those that follow each other in it. */
function listed(print: Print, stack: ScannedStack, findings: readonly StackFinding[]): string {
  let before: string | undefined
  return findings
    .map(({ members }) => {
      const [place] = placesOf(stack, members)
      const at = place?.path === before ? `:${place?.line ?? ''}` : where(print, place)
      before = place?.path
      return `${members.join(' and ')} (${at})`
    })
    .join(', ')
}

/** One finding with all it says; several of a kind by what their kind means, and where they are. */
export function findingLines(print: Print, stack: ScannedStack, findings: readonly StackFinding[]): readonly string[] {
  const [first, ...others] = findings
  if (first === undefined) return []
  if (others.length === 0) return one(print, stack, first)
  const worst = findings.reduce((a, b) => (RISK_LEVELS.indexOf(b.risk) > RISK_LEVELS.indexOf(a.risk) ? b : a))
  const { short, help } = RULES[first.id]
  return [
    `    ${level(print, worst.risk)}  ${wrapped(short, INDENT, print.width)}`,
    text(print, help),
    text(print, listed(print, stack, findings)),
  ]
}
