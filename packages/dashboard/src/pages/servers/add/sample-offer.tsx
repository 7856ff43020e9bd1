/** The sample server, added by one click. */
import { FlaskConical } from 'lucide-react'
import { useChange, useRead } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { Button } from '../../../ui/button.tsx'
import { sayFailed } from '../../../ui/toast.tsx'
import type { Added } from './add-form.tsx'

const SLUG = 'sandbox'

/** Offers it where one runs here. */
export function SampleOffer({ onAdded }: { readonly onAdded: (added: Added) => void }) {
  const organisation = useOrganisation()
  const offers = useRead('servers.offers', { params: { organisation } })
  const create = useChange('servers.create')
  const url = offers.data?.body.sample
  if (url == null) return null
  const body = { slug: SLUG, label: 'Sandbox', from: { url } }
  return (
    <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-[7px] border border-line bg-accent-soft px-4 py-3">
      <FlaskConical size={20} aria-hidden className="shrink-0 text-accent" />
      <p className="min-w-48 flex-1">
        <span className="font-semibold">Only trying?</span> A sample server runs here: a shop with customers, campaigns
        and coupons, and nothing real behind it.
      </p>
      <Button
        kind="primary"
        busy={create.isPending}
        onClick={() => create.mutateAsync({ params: { organisation }, body }).then(onAdded, sayFailed)}
      >
        Use the sandbox
      </Button>
    </div>
  )
}
