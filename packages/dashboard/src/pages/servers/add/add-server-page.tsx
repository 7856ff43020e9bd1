/** Adds a server: from the catalogue, by URL, from a program of the operator’s, or from a `server.json`. */
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { ButtonLink } from '../../../ui/button.tsx'
import { Page, Panel } from '../../../ui/page.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import type { Added } from './add-form.tsx'
import { FromCatalogue } from './from-catalogue.tsx'
import { FromDocument } from './from-document.tsx'
import { FromTemplate } from './from-template.tsx'
import { FromUrl } from './from-url.tsx'
import { ProbeResult } from './probe-result.tsx'
import { SampleOffer } from './sample-offer.tsx'

/** The page. */
export function AddServerPage() {
  const [search, setSearch] = useSearchParams()
  const [added, setAdded] = useState<Added>()
  const up = { href: '/servers', label: 'Servers' }
  if (added !== undefined) return <AddedServer added={added} onAgain={() => setAdded(undefined)} />
  const entry = search.get('entry') ?? undefined
  const choose = (next: string | undefined): void =>
    setSearch(next === undefined ? { from: 'catalogue' } : { from: 'catalogue', entry: next })
  return (
    <Page title="Add a server" up={up} lead="Agents reach it through the gateway, under the policies that you choose.">
      <SampleOffer onAdded={setAdded} />
      <Panel>
        <Tabs
          shown={search.get('from') ?? 'catalogue'}
          onShow={(from) => setSearch({ from })}
          tabs={[
            {
              id: 'catalogue',
              label: 'Catalogue',
              content: <FromCatalogue entry={entry} onChoose={choose} onAdded={setAdded} />,
            },
            { id: 'url', label: 'URL', content: <FromUrl onAdded={setAdded} /> },
            { id: 'program', label: 'Program', content: <FromTemplate onAdded={setAdded} /> },
            { id: 'document', label: 'server.json', content: <FromDocument onAdded={setAdded} /> },
          ]}
        />
      </Panel>
    </Page>
  )
}

function AddedServer({ added: { server, probe }, onAgain }: { readonly added: Added; readonly onAgain: () => void }) {
  const here = `/servers/${server.slug}`
  return (
    <Page title={`${server.label} was added`} up={{ href: '/servers', label: 'Servers' }}>
      <Panel className="max-w-2xl">
        <div className="flex flex-col gap-5">
          {probe !== undefined && <ProbeResult probe={probe} />}
          <p className="text-ink-soft">Nobody reaches it yet: a grant leads there, under a policy.</p>
          <div className="flex flex-wrap gap-2">
            <button type="button" className="px-2 text-ink-soft hover:text-ink" onClick={onAgain}>
              Add another
            </button>
            <ButtonLink href={`${here}?tab=credentials`}>Its credentials</ButtonLink>
            <ButtonLink href={`/policies/new?server=${server.slug}`}>Write a policy for it</ButtonLink>
            <ButtonLink href={here} kind="primary">
              Look at its tools
            </ButtonLink>
          </div>
        </div>
      </Panel>
    </Page>
  )
}
