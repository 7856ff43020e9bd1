/** Differences for people and for programs. */
import type { Answered, Difference, Direction, PolicyDiff, RuleRef, Undecided, Witness } from './difference.ts'

/** Which of the two policies. */
export type WhichSide = 'before' | 'after'

/** Where a rule stands: `policy.json:12:7`; undefined where it stands nowhere. */
export type FindRule = (side: WhichSide, ref: RuleRef) => RulePlace | undefined

/** A place in a file. */
export interface RulePlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Which findings make a comparison fail. */
export type FailOn = 'none' | 'loosened' | 'any'

/** Paints a text; the identity where there is no terminal. */
export interface DiffPaint {
  bad(text: string): string
  good(text: string): string
  faint(text: string): string
}

/** Differences that say the same of several tools. */
interface Row extends Omit<Difference, 'subject'> {
  readonly subjects: readonly string[]
}

const ORDER: readonly Direction[] = ['loosened', 'changed', 'tightened']
/** So many tools are named in one row. */
const MOST_NAMED = 6

/** Whether the comparison fails. What may loosen, and could not be told, counts as loosening: on doubt it fails. */
export function failsOn({ differences, undecided }: PolicyDiff, failOn: FailOn): boolean {
  if (failOn === 'none') return false
  if (failOn === 'any') return differences.length + undecided.length > 0
  return (
    differences.some(({ direction, doubtful }) => direction === 'loosened' || doubtful) ||
    undecided.some(({ may }) => may.includes('loosened'))
  )
}

/** What loosens comes first; what is said of several tools is said once. */
function rowsOf(differences: readonly Difference[]): readonly Row[] {
  const rows = new Map<string, Row>()
  for (const { subject, ...each } of differences) {
    const key = JSON.stringify([each.area, each.direction, each.says, each.before, each.after])
    const row = rows.get(key)
    rows.set(
      key,
      row === undefined ? { ...each, subjects: [subject] } : { ...row, subjects: [...row.subjects, subject] },
    )
  }
  return [...rows.values()].sort((left, right) => ORDER.indexOf(left.direction) - ORDER.indexOf(right.direction))
}

function named(subjects: readonly string[]): string {
  const shown = subjects.slice(0, MOST_NAMED).join(', ')
  return subjects.length > MOST_NAMED ? `${shown} and ${subjects.length - MOST_NAMED} more` : shown
}

function counted({ differences, undecided }: PolicyDiff): string {
  const count = (direction: Direction): number => differences.filter((each) => each.direction === direction).length
  const sums = ORDER.map((direction) => `${count(direction)} ${direction}`).join(', ')
  if (differences.length + undecided.length === 0) return 'No difference: every call is answered as before.'
  const doubt = undecided.length === 0 ? 'Nothing else differs' : `${undecided.length} could not be decided`
  return `${sums}. ${doubt}.`
}

const spelled = ({ file, line, column }: RulePlace): string => `${file}:${line}:${column}`

function refText(side: WhichSide, ref: RuleRef, find: FindRule): string {
  const place = find(side, ref)
  return place === undefined ? `${ref.document} ${ref.rule}` : `${spelled(place)} ${ref.rule}`
}

/** The call, as it can be given to `explain`. */
function callText({ tool, arguments: args, inexact, circumstances }: Witness): string {
  const beside = Object.entries(circumstances).map(([key, value]) => `${key} ${value}`)
  const digits = inexact.map((pointer) => `${pointer} written with more digits than are kept`)
  return [`${tool} ${JSON.stringify(args)}`, ...beside, ...digits].map(clean).join('; ')
}

/** Nothing that a terminal would act on. */
const clean = (text: string): string =>
  text.replaceAll(/\p{Cc}|\p{Cf}/gu, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** For terminals. */
export function diffText(diff: PolicyDiff, find: FindRule, paint: DiffPaint): string {
  const heads: Readonly<Record<Direction, string>> = {
    loosened: paint.bad('loosened '),
    tightened: paint.good('tightened'),
    changed: 'changed  ',
  }
  const rows = rowsOf(diff.differences).map((row) => {
    const resets = row.resets ? [`  ${paint.faint('counter')} it starts anew`] : []
    return [
      `${heads[row.direction]} ${clean(named(row.subjects))}: ${clean(row.says)}`,
      ...placed(row, find, paint),
      ...witnessLines(row.witness, paint),
      ...resets,
    ].join('\n')
  })
  const doubts = diff.undecided.map((each) =>
    [`undecided ${clean(each.subject)}: ${each.says}`, ...placed(each, find, paint)].join('\n'),
  )
  return `${[...rows, ...doubts, counted(diff)].join('\n\n')}\n`
}

function placed(
  { before, after }: Pick<Difference | Undecided, 'before' | 'after'>,
  find: FindRule,
  paint: DiffPaint,
): readonly string[] {
  return [
    ...(before === undefined ? [] : [`  ${paint.faint('before ')} ${refText('before', before, find)}`]),
    ...(after === undefined ? [] : [`  ${paint.faint('after  ')} ${refText('after', after, find)}`]),
  ]
}

const witnessLines = (witness: Witness | undefined, paint: DiffPaint): readonly string[] =>
  witness === undefined ? [] : [`  ${paint.faint('call   ')} ${callText(witness)}`]

/** For pull requests: a table, and the calls beneath. */
export function diffMarkdown(diff: PolicyDiff): string {
  const cell = (text: string): string => clean(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
  const code = (text: string): string => `\`${cell(text).replaceAll('`', 'ˋ')}\``
  const rows = rowsOf(diff.differences).map(
    ({ direction, subjects, says, witness }) =>
      `| **${direction}** | ${code(named(subjects))} | ${cell(says)} | ${witness === undefined ? '' : code(callText(witness))} |`,
  )
  const doubts = diff.undecided.map(({ subject, says }) => `| undecided | ${code(subject)} | ${cell(says)} | |`)
  const table =
    rows.length + doubts.length === 0
      ? []
      : ['| | what | difference | a call that shows it |', '|---|---|---|---|', ...rows, ...doubts, '']
  return [...table, counted(diff), ''].join('\n')
}

/** Workflow commands of GitHub Actions: one annotation for each row. */
export function diffGithub(diff: PolicyDiff, find: FindRule): string {
  const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const line = (level: string, title: string, text: string, ref: RuleRef | undefined): string => {
    const place = ref && find('after', ref)
    const at = place === undefined ? '' : `file=${place.file},line=${place.line},col=${place.column},`
    return `::${level} ${at}title=policy ${title}::${escaped(clean(text))}\n`
  }
  const rows = rowsOf(diff.differences).map(({ direction, subjects, says, witness, after }) => {
    const shown = witness === undefined ? '' : ` Call: ${callText(witness)}`
    return line(
      direction === 'loosened' ? 'warning' : 'notice',
      direction,
      `${named(subjects)}: ${says}.${shown}`,
      after,
    )
  })
  const doubts = diff.undecided.map(({ subject, says, after }) =>
    line('warning', 'undecided', `${subject}: ${says}.`, after),
  )
  return [...rows, ...doubts].join('')
}

/** For programs: one JSON object; each rule with its place. */
export function diffJson(diff: PolicyDiff, find: FindRule): string {
  const at = (side: WhichSide, ref: RuleRef | undefined): unknown =>
    ref === undefined ? undefined : { ...ref, ...find(side, ref) }
  const answered = (side: WhichSide, { effect, ...ref }: Answered): unknown => ({
    effect,
    ...(at(side, ref) as object),
  })
  const placedAll = <T extends Difference | Undecided>(each: T): unknown => ({
    ...each,
    before: at('before', each.before),
    after: at('after', each.after),
  })
  const report = {
    complete: diff.complete,
    differences: diff.differences.map(({ witness, ...each }) => ({
      ...(placedAll({ ...each, witness: undefined }) as object),
      ...(witness !== undefined && {
        witness: { ...witness, before: answered('before', witness.before), after: answered('after', witness.after) },
      }),
    })),
    undecided: diff.undecided.map(placedAll),
  }
  return `${JSON.stringify(report, undefined, 2)}\n`
}
