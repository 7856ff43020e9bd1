/** A server out of the catalogue: searched, looked at, added. */
import { useRead } from '../../../api/hooks.ts'
import { CatalogueSearch } from '../../../catalogue/catalogue-search.tsx'
import { EntryFacts } from '../../../catalogue/entry-facts.tsx'
import { Button } from '../../../ui/button.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { type Added, AddForm } from './add-form.tsx'
import { slugOf } from './suggest-slug.ts'

interface FromCatalogueProps {
  /** Slug of an entry; undefined: none is chosen yet. */
  readonly entry: string | undefined
  readonly onChoose: (entry: string | undefined) => void
  readonly onAdded: (added: Added) => void
}

/** Shows the search, or the entry that was chosen. */
export function FromCatalogue({ entry, onChoose, onAdded }: FromCatalogueProps) {
  if (entry === undefined) return <CatalogueSearch onChoose={onChoose} />
  return <Chosen entry={entry} onBack={() => onChoose(undefined)} onAdded={onAdded} />
}

interface ChosenProps {
  readonly entry: string
  readonly onBack: () => void
  readonly onAdded: (added: Added) => void
}

function Chosen({ entry, onBack, onAdded }: ChosenProps) {
  const found = useRead('catalogue.read', { params: { entry } })
  return (
    <Loaded query={found}>
      {({ body }) => (
        <div className="flex flex-col gap-5">
          <div className="flex flex-wrap items-start justify-between gap-3">
            <h3 className="text-[1.05rem]">{body.name}</h3>
            <Button onClick={onBack}>Another one</Button>
          </div>
          <EntryFacts entry={body} />
          {body.remote === null ? (
            <p className="rounded-md bg-sunken px-3 py-2">
              It is a program: whoever operates this installation adds a template that starts it, then it can be chosen
              under “Program”.
            </p>
          ) : (
            <AddForm
              from={{ catalogue: body.slug }}
              label={body.name.slice(0, 200)}
              suggested={slugOf(body.name.split('/').at(-1) ?? body.slug)}
              onAdded={onAdded}
            />
          )}
        </div>
      )}
    </Loaded>
  )
}
