/** Finds servers of the catalogue. */
import { BadgeCheck, SearchX } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import type { Answer } from '../api/api.ts'
import { useRead } from '../api/hooks.ts'
import { visible } from '../lib/visible.ts'
import { counted } from '../lib/words.ts'
import { RiskCountsBar } from '../tools/risk-counts.tsx'
import { Badge } from '../ui/badge.tsx'
import { CheckField, TextField } from '../ui/field.tsx'
import { Empty, Loaded } from '../ui/states.tsx'

/** A server that was found. */
export type CatalogueHit = Answer<'catalogue.search'>['items'][number]

interface CatalogueSearchProps {
  readonly onChoose: (entry: string) => void
  /** Kept by the page around, such as in its address. */
  readonly text?: string
  readonly onText?: (text: string) => void
  /** Only servers that can be reached by a URL, at first. */
  readonly reachable?: boolean
}

/** Shows the field, and what is found. */
export function CatalogueSearch({ onChoose, text, onText, reachable = true }: CatalogueSearchProps) {
  const [own, setOwn] = useState('')
  const [isRemote, setRemote] = useState(reachable)
  const q = useDeferredValue((text ?? own).slice(0, 200))
  const found = useRead(
    'catalogue.search',
    { query: { q, limit: 30, ...(isRemote && { transport: 'http' as const }) } },
    { keep: true },
  )
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <TextField
          label="Search the catalogue"
          type="search"
          className="min-w-64 flex-1"
          placeholder="github, payments, delete file …"
          value={text ?? own}
          onChange={({ target }) => (onText ?? setOwn)(target.value)}
        />
        <CheckField label="Reached by a URL" checked={isRemote} onChange={setRemote} className="mb-1.5" />
      </div>
      <Loaded query={found}>{({ body }) => <Hits hits={body.items} onChoose={onChoose} />}</Loaded>
    </div>
  )
}

interface HitsProps {
  readonly hits: readonly CatalogueHit[]
  readonly onChoose: (entry: string) => void
}

function Hits({ hits, onChoose }: HitsProps) {
  if (hits.length === 0)
    return (
      <Empty icon={SearchX} title="Nothing like that">
        Try fewer words, or take “Reached by a URL” away.
      </Empty>
    )
  return (
    <ul aria-label="Servers of the catalogue" className="divide-y divide-line rounded-[7px] border border-line">
      {hits.map((hit) => (
        <li key={hit.slug}>
          <button
            type="button"
            onClick={() => onChoose(hit.slug)}
            className="grid w-full items-center gap-x-4 gap-y-1 px-3 py-2 text-left hover:bg-sunken md:grid-cols-[minmax(0,1fr)_auto_9rem_6rem]"
          >
            <span className="min-w-0">
              <span className="one-line flex items-center gap-1.5 font-medium">
                <span className="one-line">{visible(hit.name)}</span>
                {hit.official && (
                  <>
                    <BadgeCheck size={15} aria-hidden className="shrink-0 text-accent" />
                    <span className="sr-only">official</span>
                  </>
                )}
              </span>
              <span className="one-line block text-[0.9rem] text-ink-soft">
                {visible(hit.remote ?? hit.package ?? hit.repository ?? '')}
              </span>
            </span>
            <span>{hit.grade !== null && <Badge>{`Grade ${hit.grade}`}</Badge>}</span>
            <RiskCountsBar risks={hit.risks} />
            <span className="numbers text-ink-soft max-md:hidden">{hit.tools > 0 && counted(hit.tools, 'tool')}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
