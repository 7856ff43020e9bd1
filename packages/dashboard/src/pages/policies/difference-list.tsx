/** Differences between two documents, in words, each with a call that shows it. */
import { useRead } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Loaded } from '../../ui/states.tsx'
import { type Difference, differencesOf } from './reports.ts'

/** A document as the API takes it. */
export type DocumentWish =
  | { readonly text: string; readonly policy?: string }
  | { readonly policy: string; readonly version?: number }

interface DifferenceListProps {
  readonly before: DocumentWish
  readonly after: DocumentWish
  /** Slug of the server whose tools they are compared with; empty: none. */
  readonly server: string
}

const TONES: Readonly<Record<string, readonly [tone: Tone, word: string]>> = {
  loosened: ['worst', 'Allows more'],
  tightened: ['good', 'Allows less'],
  changed: ['warn', 'Otherwise'],
  undecided: ['none', 'Not decided'],
}

/** So many are shown at once. */
const MOST = 60

/** Compares them, and shows what comes of it. */
export function DifferenceList({ before, after, server }: DifferenceListProps) {
  const organisation = useOrganisation()
  const body = { before, after, ...(server !== '' && { server }) }
  const compared = useRead('judge.diff', { params: { organisation }, body }, { keep: true })
  return (
    <Loaded query={compared}>
      {({ body: { same, report } }) => {
        const found = differencesOf(report)
        if (same || found.length === 0) return <p className="text-ink-soft">Every call is answered as before.</p>
        return (
          <ul className="flex flex-col gap-2">
            {found.slice(0, MOST).map((each) => (
              <Row key={`${each.direction} ${each.subject} ${each.says}`} difference={each} />
            ))}
            {found.length > MOST && <li className="text-ink-soft">And {found.length - MOST} more.</li>}
          </ul>
        )
      }}
    </Loaded>
  )
}

function Row({ difference: { direction, subject, says, call, resets } }: { readonly difference: Difference }) {
  const [tone, word] = TONES[direction] ?? ['none', direction]
  return (
    <li className="flex min-w-0 items-start gap-3 max-sm:flex-col max-sm:gap-1">
      <Badge tone={tone} className="w-26 shrink-0 justify-center">
        {word}
      </Badge>
      <div className="min-w-0">
        <p className="break-words">
          <span className="font-mono font-semibold">{subject}</span>: {says}
          {resets && ' Its counter starts anew.'}
        </p>
        {call !== '' && <p className="font-mono text-[0.88rem] break-all text-ink-soft">{call}</p>}
      </div>
    </li>
  )
}
