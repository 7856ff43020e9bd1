/** Mints a grant; its token is shown once. */
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import type { Answer } from '../../../api/api.ts'
import { useChange, useRead } from '../../../api/hooks.ts'
import { fieldProblem, sayProblem } from '../../../api/problem-text.ts'
import { useMay, useOrganisation, useWho } from '../../../api/who.ts'
import { now } from '../../../lib/clock.ts'
import { Button, ButtonLink } from '../../../ui/button.tsx'
import { SelectField, TextArea, TextField } from '../../../ui/field.tsx'
import { Page, Panel } from '../../../ui/page.tsx'
import { addressesIn, endOf, TERMS, tagsIn } from '../bounds.ts'
import { type Reaches, ReachFields, reachBody } from '../reach-fields.tsx'
import { TokenPanel } from '../token-panel.tsx'

const UP = { href: '/grants', label: 'Grants' }

/** The page. */
export function MintPage() {
  const [minted, setMinted] = useState<Answer<'grants.create'>>()
  if (minted === undefined)
    return (
      <Page
        title="Mint a grant"
        up={UP}
        lead="One for each client: each has its own limits, and can be taken away by itself."
      >
        <Panel className="max-w-3xl">
          <MintForm onMinted={setMinted} />
        </Panel>
      </Page>
    )
  const { grant, token } = minted
  return (
    <Page title={`${grant.label} is minted`} up={UP}>
      <Panel className="max-w-3xl">
        <TokenPanel token={token} servers={Object.keys(grant.servers)} />
        <div className="mt-5 flex justify-end">
          <ButtonLink href={`/grants/${grant.id}`} kind="primary">
            To the grant
          </ButtonLink>
        </div>
      </Panel>
    </Page>
  )
}

const MINE = ''
const NOBODY = '-'

interface Typed {
  readonly label: string
  readonly owner: string
  readonly term: string
  readonly addresses: string
  readonly tags: string
  readonly reaches: Reaches
}

function MintForm({ onMinted }: { readonly onMinted: (minted: Answer<'grants.create'>) => void }) {
  const organisation = useOrganisation()
  const [search] = useSearchParams()
  const [server, policy] = [search.get('server'), search.get('policy')]
  const [typed, setTyped] = useState<Typed>({
    ...{ label: '', owner: MINE, term: '30', addresses: '', tags: '' },
    reaches: server === null ? {} : { [server]: policy ?? '' },
  })
  const create = useChange('grants.create')
  const set = (change: Partial<Typed>): void => setTyped({ ...typed, ...change })
  function submit(): void {
    const { label, owner, term, addresses, tags, reaches } = typed
    const body = {
      label,
      ...(owner !== MINE && { owner: owner === NOBODY ? null : owner }),
      servers: reachBody(reaches),
      tags: tagsIn(tags),
      addresses: addressesIn(addresses),
      expires: endOf(term, now()),
    }
    create.mutate({ params: { organisation }, body }, { onSuccess: onMinted })
  }
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <TextField
        label="Name"
        required
        maxLength={200}
        placeholder="Claude Code on my laptop"
        error={fieldProblem(create.error, 'label')}
        value={typed.label}
        onChange={({ target }) => set({ label: target.value })}
      />
      <ReachFields
        reaches={typed.reaches}
        onChange={(reaches) => set({ reaches })}
        wrong={(field) => fieldProblem(create.error, field)}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField label="Good for" choices={TERMS} value={typed.term} onChange={(term) => set({ term })} />
        <OwnerField
          owner={typed.owner}
          onChange={(owner) => set({ owner })}
          error={fieldProblem(create.error, 'owner')}
        />
      </div>
      <BoundsFields typed={typed} onChange={set} error={create.error} />
      {create.error !== null && (
        <p role="alert" className="rounded-md bg-critical-soft px-3 py-2 text-critical">
          {sayProblem(create.error).detail} {sayProblem(create.error).remedy}
        </p>
      )}
      <div className="flex justify-end">
        <Button type="submit" kind="primary" busy={create.isPending}>
          Mint it
        </Button>
      </div>
    </form>
  )
}

interface OwnerFieldProps {
  readonly owner: string
  readonly onChange: (owner: string) => void
  readonly error: string | undefined
}

function OwnerField({ owner, onChange, error }: OwnerFieldProps) {
  const may = useMay('member.read')
  const { account } = useWho()
  const members = useRead('members.list', { params: { organisation: useOrganisation() } }, { enabled: may })
  const others = (members.data?.body.items ?? []).flatMap((one) =>
    one.account === account.id ? [] : [{ value: one.account, label: one.name || one.email }],
  )
  return (
    <SelectField
      label="Owner"
      hint="Budgets by owner count for whoever it is."
      choices={[{ value: MINE, label: 'Me' }, ...others, { value: NOBODY, label: 'Nobody: a machine' }]}
      value={owner}
      error={error}
      onChange={onChange}
    />
  )
}

interface BoundsFieldsProps {
  readonly typed: Typed
  readonly onChange: (change: Partial<Typed>) => void
  readonly error: unknown
}

function BoundsFields({ typed, onChange, error }: BoundsFieldsProps) {
  return (
    <details>
      <summary className="font-semibold">Addresses and tags</summary>
      <div className="mt-3 grid gap-5 sm:grid-cols-2">
        <TextArea
          label="Networks from which it may be used"
          mono
          rows={3}
          placeholder="10.1.0.0/16"
          hint="A line each; empty: from anywhere."
          error={fieldProblem(error, 'addresses/0') ?? fieldProblem(error, 'addresses')}
          value={typed.addresses}
          onChange={({ target }) => onChange({ addresses: target.value })}
        />
        <TextArea
          label="Tags"
          mono
          rows={3}
          placeholder="team=crm"
          hint="A line each, name=value. Policies can read them."
          error={fieldProblem(error, 'tags')}
          value={typed.tags}
          onChange={({ target }) => onChange({ tags: target.value })}
        />
      </div>
    </details>
  )
}
