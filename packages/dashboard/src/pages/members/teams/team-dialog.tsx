/** A team that is made, or changed: who is in it. */
import { useState } from 'react'
import { Link } from 'wouter'
import { ask } from '../../../api/api.ts'
import { staleArea, usePages } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { visible } from '../../../lib/visible.ts'
import { Button } from '../../../ui/button.tsx'
import { CheckField, TextField } from '../../../ui/field.tsx'
import { FormDialog, useSaving } from '../../../ui/form-dialog.tsx'
import { RemoveButton } from '../../../ui/remove-button.tsx'
import { Bones } from '../../../ui/states.tsx'
import { sayDone } from '../../../ui/toast.tsx'
import type { Member } from '../member.ts'
import type { Team } from './team.ts'

interface TeamDialogProps {
  /** Undefined: a new one. */
  readonly team: Team | undefined
  /** Names of those that there are: a new one must not take their place. */
  readonly taken: readonly string[]
  readonly onClose: () => void
}

/** Shows it. */
export function TeamDialog({ team, taken, onClose }: TeamDialogProps) {
  const organisation = useOrganisation()
  const [name, setName] = useState(team?.team ?? '')
  const [chosen, setChosen] = useState<readonly string[]>(team?.accounts ?? [])
  const members = usePages('members.list', { params: { organisation }, query: { limit: 200 } })
  const isAll = !members.hasNextPage && !members.isPending
  // Whoever left the organisation is in no team any more; who was not read yet stays.
  const accounts = isAll ? chosen.filter((one) => members.items.some(({ account }) => account === one)) : chosen
  const saving = useSaving(async () => {
    await ask('teams.put', { params: { organisation, team: name }, body: { accounts: [...accounts] } })
    await staleArea('teams')
    sayDone(`The team ${name} is saved.`)
    onClose()
  })
  const isTaken = team === undefined && !saving.busy && taken.includes(name)
  return (
    <FormDialog
      title={team === undefined ? 'New team' : `Team ${team.team}`}
      saving={saving}
      ready={accounts.length > 0 && name !== '' && !isTaken}
      onClose={onClose}
      aside={team !== undefined && <Remove team={team} onRemoved={onClose} />}
    >
      {team === undefined ? (
        <TextField
          label="Name"
          mono
          required
          pattern="[A-Za-z0-9_.@\-]{1,64}"
          hint={`Policies write it as team:${name || 'name'}. It stays. Letters, digits, “_”, “.”, “@” and hyphens.`}
          error={isTaken ? 'There is a team of that name.' : saving.wrong('team')}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      ) : (
        <NamedBy policies={team.policies} />
      )}
      {members.isPending ? (
        <Bones rows={3} />
      ) : (
        <Who members={members.items} chosen={accounts} onChange={setChosen} wrong={saving.wrong('accounts')} />
      )}
      {members.hasNextPage && (
        <Button busy={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
          Show more members
        </Button>
      )}
    </FormDialog>
  )
}

function NamedBy({ policies }: Pick<Team, 'policies'>) {
  if (policies.length === 0) return <p className="text-ink-soft">No policy in force names it.</p>
  return (
    <p>
      Named by{' '}
      {policies.map((policy, at) => (
        <span key={policy}>
          {at > 0 && ', '}
          <Link href={`/policies/${policy}`} className="break-all text-accent underline">
            {policy}
          </Link>
        </span>
      ))}
      .
    </p>
  )
}

interface WhoProps {
  readonly members: readonly Member[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
  readonly wrong: string | undefined
}

/** More members than these are found by a text. */
const FEW = 8

function Who({ members, chosen, onChange, wrong }: WhoProps) {
  const [text, setText] = useState('')
  const wanted = text.toLowerCase()
  const found = members.filter(({ name, email }) => `${name}\n${email}`.toLowerCase().includes(wanted))
  const toggle = (account: string, is: boolean): void =>
    onChange(is ? [...chosen, account] : chosen.filter((one) => one !== account))
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-semibold">Who is in it</legend>
      {members.length > FEW && (
        <TextField
          className="mb-2"
          label="Find a member"
          labelHidden
          type="search"
          placeholder="Find by name or address"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      )}
      <ul className="flex max-h-72 flex-col gap-1 overflow-y-auto">
        {found.map(({ account, name, email }) => (
          <li key={account}>
            <CheckField
              className="[overflow-wrap:anywhere]"
              label={email === '' || email === name ? visible(name) : `${visible(name)} (${visible(email)})`}
              checked={chosen.includes(account)}
              onChange={(is) => toggle(account, is)}
            />
          </li>
        ))}
      </ul>
      {wrong !== undefined && <p className="text-[0.92rem] text-critical">{wrong}</p>}
    </fieldset>
  )
}

function Remove({ team: { team, policies }, onRemoved }: { readonly team: Team; readonly onRemoved: () => void }) {
  const organisation = useOrganisation()
  const named = policies.length === 0 ? '' : ` ${policies.join(', ')} will ask people who are nobody.`
  const consequence = `Whoever was named by it alone answers nothing any more.${named}`
  const remove = async (): Promise<void> => {
    await ask('teams.remove', { params: { organisation, team } })
    await staleArea('teams')
    sayDone(`The team ${team} is removed.`)
  }
  return (
    <RemoveButton
      question={{ title: `Remove the team ${team}?`, consequence, action: 'Remove it' }}
      remove={remove}
      onRemoved={onRemoved}
    />
  )
}
