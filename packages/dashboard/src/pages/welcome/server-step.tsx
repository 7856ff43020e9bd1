/** The first server: the sandbox, a URL, or one of the catalogue. */
import { useState } from 'react'
import { Tabs } from '../../ui/tabs.tsx'
import type { Added } from '../servers/add/add-form.tsx'
import { FromCatalogue } from '../servers/add/from-catalogue.tsx'
import { FromUrl } from '../servers/add/from-url.tsx'
import { SampleOffer } from '../servers/add/sample-offer.tsx'

/** Shows the ways. */
export function ServerStep({ onAdded }: { readonly onAdded: (added: Added) => void }) {
  const [way, setWay] = useState('url')
  const [entry, setEntry] = useState<string>()
  return (
    <>
      <SampleOffer onAdded={onAdded} />
      <Tabs
        shown={way}
        onShow={setWay}
        tabs={[
          { id: 'url', label: 'By its URL', content: <FromUrl onAdded={onAdded} /> },
          {
            id: 'catalogue',
            label: 'From the catalogue',
            content: <FromCatalogue entry={entry} onChoose={setEntry} onAdded={onAdded} />,
          },
        ]}
      />
    </>
  )
}
