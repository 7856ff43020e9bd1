/** What the checker found in a text. */
import { useRead } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import type { EditorFinding } from '../../policy-editor/json-editor.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { useSettled } from './policy-work.ts'

/** Milliseconds for which nobody types before a text is checked. */
const PAUSE = 350

/** What was found. */
export interface Findings {
  /** It can be in force. */
  readonly sound: boolean
  readonly findings: readonly (EditorFinding & { readonly code: string; readonly pointer: string })[]
  /** It is of the text that is shown now. */
  readonly fresh: boolean
}

/** Checks a text as it is written, beside the tools of a server. @param server slug; empty: none */
export function useFindings(text: string, policy: string, server: string): Findings {
  const organisation = useOrganisation()
  const settled = useSettled(text, PAUSE)
  const body = { document: { text: settled, policy }, ...(server !== '' && { server }) }
  const checked = useRead('judge.check', { params: { organisation }, body }, { keep: true })
  const found = checked.data?.body
  return {
    sound: found?.sound ?? true,
    findings: found?.findings ?? [],
    fresh: settled === text && !checked.isPlaceholderData,
  }
}

const TONES: Readonly<Record<string, Tone>> = { error: 'worst', warning: 'warn', note: 'none' }

/** Shows them, errors first. */
export function FindingsList({ findings }: { readonly findings: Findings['findings'] }) {
  const order = ['error', 'warning', 'note']
  const sorted = [...findings].sort((left, right) => order.indexOf(left.severity) - order.indexOf(right.severity))
  return (
    <ul aria-label="What the checker found" className="flex flex-col gap-2">
      {sorted.slice(0, 40).map(({ severity, line, column, message, remedy, code }) => (
        <li key={`${line}:${column}:${code}:${message}`} className="flex items-start gap-3">
          <Badge tone={TONES[severity] ?? 'none'} className="w-18 shrink-0 justify-center">
            {severity}
          </Badge>
          <p className="min-w-0 break-words">
            <span className="numbers text-ink-soft">
              {line}:{column}
            </span>{' '}
            {message}. <span className="text-ink-soft">{remedy}</span>
          </p>
        </li>
      ))}
      {sorted.length > 40 && <li className="text-ink-soft">And {sorted.length - 40} more.</li>}
    </ul>
  )
}
