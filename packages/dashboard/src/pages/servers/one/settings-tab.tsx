/** What can be set of a server, and its end. */
import { useState } from 'react'
import { useChange, usePages } from '../../../api/hooks.ts'
import { fieldProblem } from '../../../api/problem-text.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { Button } from '../../../ui/button.tsx'
import { CheckField, SelectField, TextField } from '../../../ui/field.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { Facts, Panel } from '../../../ui/page.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import { type ServerView, wayWords } from '../server-parts.tsx'
import { DeleteServer } from './delete-server.tsx'

interface SettingsTabProps {
  readonly server: ServerView
  readonly etag: string | undefined
}

/** Shows it. */
export function SettingsTab({ server, etag }: SettingsTabProps) {
  const may = useMay('server.edit', server.slug)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Panel title="Settings">
        <SettingsForm key={server.revision} server={server} etag={etag} may={may} />
      </Panel>
      <div className="flex min-w-0 flex-col gap-5">
        <Panel title="About it">
          <Facts
            facts={[
              [
                'Reached at',
                <span key="way" className="break-all">
                  {wayWords(server)}
                </span>,
              ],
              ['Taken from', sourceWords(server)],
              ['Added', <Instant key="created" at={server.created} />],
              ['Messages', `at most ${(server.limits.maxMessageBytes / 1024 / 1024).toFixed(1)} MiB`],
              ['Connections', `at most ${server.limits.maxConnections}`],
            ]}
          />
        </Panel>
        {may && <DeleteServer server={server} />}
      </div>
    </div>
  )
}

function sourceWords({ source }: ServerView): string {
  if (source.kind === 'catalogue') return `the catalogue: ${source.entry}`
  if (source.kind === 'registry') return `a server.json: ${source.name} ${source.version}`
  return source.kind === 'url' ? 'its URL' : 'a template of the operator’s'
}

const NEW_TOOLS = [
  { value: 'refuse', label: 'Refuse them until somebody accepts them' },
  { value: 'follow', label: 'Follow the server: serve them under the policy' },
] as const

const DESCRIPTIONS = [
  { value: 'flag', label: 'Mark them' },
  { value: 'strip', label: 'Strip what is hidden' },
  { value: 'quarantine', label: 'Keep the tool from agents' },
] as const

interface SettingsFormProps extends SettingsTabProps {
  readonly may: boolean
}

function SettingsForm({ server, etag, may }: SettingsFormProps) {
  const organisation = useOrganisation()
  const edit = useChange('servers.edit')
  const policies = usePages('policies.list', { params: { organisation }, query: { limit: 200 } })
  const [label, setLabel] = useState(server.label)
  const [baseline, setBaseline] = useState(server.baseline ?? '')
  const [newTools, setNewTools] = useState(server.newTools)
  const [vetting, setVetting] = useState(server.vetting)
  function save(): void {
    const body = { label, baseline: baseline === '' ? null : baseline, newTools, vetting }
    // The form begins anew with the next revision; a promise is kept all the same.
    edit
      .mutateAsync({ params: { organisation, server: server.slug }, body, ifMatch: etag })
      .then(() => sayDone('It is saved.'), sayFailed)
  }
  const named = policies.items.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <form
      className="flex max-w-xl flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <fieldset disabled={!may} className="flex flex-col gap-4">
        <TextField
          label="Name"
          required
          error={fieldProblem(edit.error, 'label')}
          value={label}
          onChange={({ target }) => setLabel(target.value)}
        />
        <SelectField
          label="Baseline"
          hint="Holds over every grant’s own policy on this server; the stricter answer counts."
          error={fieldProblem(edit.error, 'baseline')}
          choices={[{ value: '', label: 'None' }, ...named]}
          value={baseline}
          onChange={setBaseline}
        />
        <SelectField
          label="New tools, once a list was accepted"
          choices={NEW_TOOLS}
          value={newTools}
          onChange={(value) => setNewTools(value === 'follow' ? 'follow' : 'refuse')}
        />
        <SelectField
          label="Definitions that try to lead the model"
          choices={DESCRIPTIONS}
          value={vetting.descriptions}
          onChange={(value) =>
            setVetting({ ...vetting, descriptions: DESCRIPTIONS.find((one) => one.value === value)?.value ?? 'flag' })
          }
        />
        <CheckField
          label="What its tools say of themselves is believed"
          hint="Their hints may then also lower a risk."
          checked={vetting.trusted}
          onChange={(trusted) => setVetting({ ...vetting, trusted })}
        />
      </fieldset>
      {may && (
        <div>
          <Button type="submit" kind="primary" busy={edit.isPending}>
            Save
          </Button>
        </div>
      )}
    </form>
  )
}
