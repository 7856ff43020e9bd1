/** What is less than it was asked, a line for each place. */
import { visible } from '../../../lib/visible.ts'
import type { ApprovalView } from '../approval.ts'
import { argumentsIn, schemaIn } from '../narrow/call.ts'
import { editsTo, editWords, isNotNarrower } from '../narrow/narrowing.ts'
import { ShownJson } from './shown-json.tsx'

/** Shows it, and what was asked at first; nothing where nobody narrowed it. */
export function NarrowedDifference({
  view: { params, narrowed_params: narrowed, definition },
}: {
  readonly view: ApprovalView
}) {
  if (params === undefined || narrowed === undefined) return null
  const before = argumentsIn(params.text)
  const edits = editsTo(before, argumentsIn(narrowed.text), schemaIn(definition))
  return (
    <div className="mt-4 grid grid-cols-1 gap-2">
      <h3>What a person made less of it</h3>
      {!isNotNarrower(edits) && <Differences lines={editWords(before, edits)} />}
      <details>
        <summary className="text-ink-soft">As the agent asked for it</summary>
        <div className="mt-2 rounded-[7px] bg-sunken p-3">
          <ShownJson text={params.shown} />
        </div>
      </details>
    </div>
  )
}

/** Lines of what differs. */
export function Differences({ lines }: { readonly lines: ReturnType<typeof editWords> }) {
  return (
    <ul className="grid grid-cols-1 gap-1 text-[0.95rem]">
      {lines.map(({ place, words }) => (
        <li key={place} className="rounded-md bg-low-soft px-2 py-1 [overflow-wrap:anywhere] text-low">
          <code className="font-semibold">{visible(place)}</code> <bdi>{visible(words)}</bdi>
        </li>
      ))}
    </ul>
  )
}
