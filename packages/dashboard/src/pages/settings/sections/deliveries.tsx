/** What became of the latest deliveries of a webhook. */
import { useChange, usePages } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { titled } from '../../../lib/words.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { sayFailed } from '../../../ui/toast.tsx'

const TONES = { waiting: 'warn', delivered: 'good', dead: 'worst' } as const

/** Shows them; nothing where there was none. @param webhook id */
export function Deliveries({ webhook }: { readonly webhook: string }) {
  const organisation = useOrganisation()
  const { items } = usePages('webhooks.deliveries.list', { params: { organisation, webhook }, query: { limit: 20 } })
  const again = useChange('webhooks.deliveries.send')
  const send = (delivery: string): void =>
    again.mutate({ params: { organisation, webhook, delivery } }, { onError: sayFailed })
  if (items.length === 0) return null
  return (
    <section className="mt-5">
      <h3 className="mb-2">Latest deliveries</h3>
      <ul className="divide-y divide-line">
        {items.map(({ id, state, attempts, status, failure, created }) => (
          <li key={id} className="flex items-center gap-3 py-2">
            <Badge tone={TONES[state]}>{titled(state)}</Badge>
            <span className="one-line flex-1 text-ink-soft" title={failure}>
              {status === undefined ? (failure ?? '') : `HTTP ${status}`} {attempts > 1 && `after ${attempts} attempts`}
            </span>
            <Instant at={created} />
            {state === 'dead' && (
              <Button size="small" onClick={() => send(id)}>
                Send again
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
