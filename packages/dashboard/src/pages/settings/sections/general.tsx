/** What the organisation is called, which policy stands over everything, and how long records are kept. */
import { useState } from 'react'
import { ask, type Read, read } from '../../../api/api.ts'
import { queryClient, staleArea, useChange, usePages, useRead } from '../../../api/hooks.ts'
import { fieldProblem } from '../../../api/problem-text.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { Button } from '../../../ui/button.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { Panel } from '../../../ui/page.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import { useUnsaved } from '../../../ui/unsaved.ts'

/** The section. */
export function General() {
  const organisation = useOrganisation()
  const params = { organisation }
  const seesPolicies = useMay('policy.read')
  const named = useRead('organisations.read', { params })
  const settings = useRead('organisations.settings', { params })
  return (
    <>
      <Panel title="Name">
        <Loaded query={named}>{(found) => <Name key={found.body.label} read={found} />}</Loaded>
      </Panel>
      {seesPolicies && (
        <Panel title="Baseline policy">
          <Loaded query={settings}>{() => <Baseline />}</Loaded>
        </Panel>
      )}
      <Panel title="How long records are kept">
        <Loaded query={settings}>{(found) => <Retention key={found.body.retention_days} read={found} />}</Loaded>
      </Panel>
    </>
  )
}

function Name({ read: { body } }: { readonly read: Read<'organisations.read'> }) {
  const organisation = useOrganisation()
  const may = useMay('organisation.edit')
  const edit = useChange('organisations.edit')
  const [label, setLabel] = useState(body.label)
  const changed = label.trim() !== body.label
  useUnsaved(changed)
  return (
    <form
      className="flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        edit.mutate(
          { params: { organisation }, body: { label } },
          {
            onSuccess: () => {
              sayDone('The organisation has its new name.')
              void queryClient.invalidateQueries({ queryKey: ['account.read'] })
            },
            onError: sayFailed,
          },
        )
      }}
    >
      <TextField
        className="min-w-60 flex-1"
        label="What people call it"
        value={label}
        readOnly={!may}
        onChange={(event) => setLabel(event.target.value)}
        error={fieldProblem(edit.error, 'label')}
        hint={`In addresses it is ${body.id}, for ever.`}
      />
      {may && (
        <Button type="submit" kind="primary" busy={edit.isPending} disabled={!changed} className="mb-7">
          Save
        </Button>
      )}
    </form>
  )
}

function Baseline() {
  const organisation = useOrganisation()
  const params = { organisation }
  const may = useMay('organisation.edit')
  const policies = usePages('policies.list', { params, query: { limit: 200 } })
  const current = useRead('organisations.baseline.read', { params })
  const set = useChange('organisations.baseline')
  const shown = current.data?.body.policy ?? ''
  const choose = async (policy: string): Promise<void> => {
    const name = policies.items.find(({ id }) => id === policy)?.name
    const sure = await confirm({
      title: name === undefined ? 'Take the baseline away?' : `Put ${name} over every grant?`,
      consequence:
        name === undefined
          ? 'From the next call on only each server’s and each grant’s own policy holds: more may be allowed than now.'
          : 'From the next call on every call has to be allowed by it too, and its limits hold beside all others.',
      action: name === undefined ? 'Take it away' : 'Put it over all',
    })
    if (!sure) return
    set.mutate(
      { params, body: { policy: policy === '' ? null : policy } },
      {
        onSuccess: () => {
          sayDone(name === undefined ? 'There is no baseline any more.' : `${name} stands over every grant.`)
          void staleArea('policies')
        },
        onError: sayFailed,
      },
    )
  }
  return (
    <SelectField
      className="max-w-md"
      label="It stands over every grant"
      disabled={!may || set.isPending}
      value={shown}
      onChange={(value) => void choose(value)}
      choices={[{ value: '', label: 'None' }, ...policies.items.map(({ id, name }) => ({ value: id, label: name }))]}
      hint="The most restrictive answer of baseline, server’s and grant’s policy counts; the limits of all hold."
    />
  )
}

function Retention({ read: { body } }: { readonly read: Read<'organisations.settings'> }) {
  const organisation = useOrganisation()
  const may = useMay('organisation.edit')
  const [days, setDays] = useState(body.retention_days === null ? '' : String(body.retention_days))
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const wanted = days.trim() === '' ? null : Number(days)
  const changed = wanted !== body.retention_days
  useUnsaved(changed)
  const save = async (): Promise<void> => {
    const shorter = wanted !== null && (body.retention_days === null || wanted < body.retention_days)
    const sure =
      !shorter ||
      (await confirm({
        title: `Keep records for ${wanted} days only?`,
        consequence: 'Decisions and changes that are older are removed at the next round, and cannot be brought back.',
        action: 'Remove what is older',
      }))
    if (!sure) return
    setBusy(true)
    try {
      // The other settings stay as they are now, which need not be as they were shown.
      const now = await read('organisations.settings', { params: { organisation } })
      await ask('organisations.settings.edit', {
        params: { organisation },
        body: { ...now.body, retention_days: wanted },
        ifMatch: now.etag,
      })
      sayDone('It is saved.')
      await staleArea('organisations')
    } catch (problem) {
      setError(fieldProblem(problem, 'retention_days'))
      sayFailed(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextField
        className="w-56"
        label="Days"
        inputMode="numeric"
        pattern="[0-9]*"
        value={days}
        readOnly={!may}
        onChange={(event) => setDays(event.target.value)}
        error={error}
        hint="Empty: for ever. At most 3,650."
      />
      {may && (
        <Button type="submit" kind="primary" busy={busy} disabled={!changed} className="mb-7">
          Save
        </Button>
      )}
    </form>
  )
}
