/** An instant: how long ago, or how far ahead; exactly on hover. */
import { useNow } from '../lib/clock.ts'
import { exactWords, relativeWords } from '../lib/words.ts'

/** Shows it. @param at milliseconds since 1970 */
export function Instant({ at, className }: { readonly at: number; readonly className?: string }) {
  const now = useNow()
  return (
    <time dateTime={new Date(at).toISOString()} title={exactWords(at)} className={className ?? 'whitespace-nowrap'}>
      {relativeWords(at, now)}
    </time>
  )
}
