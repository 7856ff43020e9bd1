/** What the checker found in a rule, on the rule's own row. */
import { counted } from '../../lib/words.ts'
import { Badge } from '../../ui/badge.tsx'
import { useBuilder } from '../form/builder-context.tsx'
import type { Place } from '../model/place.ts'

/** Shows the worst of it, and how much else there is; nothing where the rule is sound. */
export function FoundMark({ place }: { readonly place: Place }) {
  const [worst, ...others] = useBuilder().findingsOf(place)
  if (worst === undefined) return null
  const more = others.length === 0 ? '' : ` And ${counted(others.length, 'other finding')}.`
  const says = `${worst.message}. ${worst.remedy}${more}`
  return (
    <p className="mt-0.5 flex min-w-0 items-center gap-2 text-[0.92rem]">
      <Badge tone={worst.severity === 'error' ? 'worst' : 'warn'}>
        {worst.severity === 'error' ? 'Error' : 'Warning'}
      </Badge>
      <span className="one-line" title={says}>
        {says}
      </span>
    </p>
  )
}
