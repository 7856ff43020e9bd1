/** What is different in a definition, place by place. */
import { visible } from '../lib/visible.ts'
import { Badge } from '../ui/badge.tsx'

/** A difference, as the API gives it. */
export interface ShownDifference {
  readonly changes: readonly {
    readonly kind: 'added' | 'removed' | 'changed'
    readonly path: string
    readonly before?: unknown
    readonly after?: unknown
  }[]
  readonly more: boolean
}

const TONES = { added: 'good', removed: 'bad', changed: 'warn' } as const

/** Shows it: what was, and what is. */
export function DefinitionDifference({ difference: { changes, more } }: { readonly difference: ShownDifference }) {
  return (
    <div className="flex flex-col gap-2">
      {changes.map(({ kind, path, before, after }) => (
        <div key={path} className="rounded-[7px] border border-line">
          <p className="flex items-center gap-2 border-b border-line px-2.5 py-1">
            <Badge tone={TONES[kind]}>{kind}</Badge>
            <code className="one-line text-[0.92rem]">{visible(path) || 'the whole'}</code>
          </p>
          {before !== undefined && <Side sign="−" look="bg-critical-soft" value={before} />}
          {after !== undefined && <Side sign="+" look="bg-low-soft" value={after} />}
        </div>
      ))}
      {more && <p className="text-ink-soft">There are more than are shown here.</p>}
    </div>
  )
}

function Side({ sign, look, value }: { readonly sign: string; readonly look: string; readonly value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)
  return (
    <div className={`flex gap-2 px-2.5 py-1 ${look}`}>
      <span className="select-none font-mono">
        <span aria-hidden>{sign}</span>
        <span className="sr-only">{sign === '+' ? 'Now: ' : 'Before: '}</span>
      </span>
      <pre className="min-w-0 font-mono text-[0.9rem] whitespace-pre-wrap [overflow-wrap:anywhere]">
        {visible(text, true)}
      </pre>
    </div>
  )
}
