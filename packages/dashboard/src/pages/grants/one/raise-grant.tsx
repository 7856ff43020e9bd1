/** Another policy over a grant for a while; it ends by itself. */
import { useState } from 'react'
import { useChange, usePages } from '../../../api/hooks.ts'
import { fieldProblem } from '../../../api/problem-text.ts'
import { useOrganisation } from '../../../api/who.ts'
import { now } from '../../../lib/clock.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import type { GrantView } from '../grant-parts.tsx'

const MINUTE = 60_000
const TERMS = [
  { value: '15', label: '15 minutes' },
  { value: '60', label: 'An hour' },
  { value: '480', label: '8 hours' },
  { value: '1440', label: 'A day' },
  { value: '10080', label: 'A week' },
] as const

interface RaiseGrantProps {
  readonly grant: GrantView
  readonly onClose: () => void
}

/** The dialog. */
export function RaiseGrant({ grant, onClose }: RaiseGrantProps) {
  const organisation = useOrganisation()
  const policies = usePages('policies.list', { params: { organisation }, query: { limit: 200 } })
  const slugs = Object.keys(grant.servers)
  const [typed, setTyped] = useState({ server: slugs[0] ?? '', policy: '', term: '60', reason: '' })
  const raise = useChange('grants.raise')
  const policy = typed.policy || (policies.items[0]?.name ?? '')
  function go(): void {
    const { server, term, reason } = typed
    raise.mutate(
      {
        params: { organisation, grant: grant.id },
        body: { server, policy, reason, until: now() + Number(term) * MINUTE },
      },
      {
        onError: sayFailed,
        onSuccess: () => {
          sayDone(`${policy} holds on ${server} for a while.`)
          onClose()
        },
      },
    )
  }
  return (
    <Dialog
      open
      firm
      onClose={onClose}
      title={`Raise ${grant.label} for a while`}
      description="Another policy holds on one server, and ends by itself. Baselines stand over it all the same."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            busy={raise.isPending}
            disabled={typed.reason.trim() === '' || policy === ''}
            onClick={go}
          >
            Raise it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <SelectField
          label="Server"
          choices={slugs.map((slug) => ({ value: slug, label: slug }))}
          value={typed.server}
          onChange={(server) => setTyped({ ...typed, server })}
        />
        <SelectField
          label="Policy"
          choices={policies.items.map(({ name }) => ({ value: name, label: name }))}
          value={policy}
          error={fieldProblem(raise.error, 'policy')}
          onChange={(name) => setTyped({ ...typed, policy: name })}
        />
        <SelectField
          label="For"
          choices={TERMS}
          value={typed.term}
          error={fieldProblem(raise.error, 'until')}
          onChange={(term) => setTyped({ ...typed, term })}
        />
        <TextField
          label="Why"
          required
          hint="It stands in the change log."
          value={typed.reason}
          onChange={({ target }) => setTyped({ ...typed, reason: target.value })}
        />
      </div>
    </Dialog>
  )
}
