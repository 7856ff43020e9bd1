/** What can be done with a grant. */
import { Ellipsis, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useChange } from '../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { doneEverywhere } from '../../../lib/effective.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { Menu, type MenuItem } from '../../../ui/menu.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import type { GrantView } from '../grant-parts.tsx'
import { EditGrant } from './edit-grant.tsx'
import { RaiseGrant } from './raise-grant.tsx'
import { RotateGrant } from './rotate-grant.tsx'
import { SuspendGrant } from './suspend-grant.tsx'

interface GrantActionsProps {
  readonly grant: GrantView
  readonly etag: string | undefined
  /** A token that was made just now. */
  readonly onToken: (token: string) => void
}

type Open = 'edit' | 'rotate' | 'raise' | 'suspend' | undefined

/** Shows them; nothing to whoever may not, and nothing that can be done with what is revoked. */
export function GrantActions({ grant, etag, onToken }: GrantActionsProps) {
  const organisation = useOrganisation()
  const [open, setOpen] = useState<Open>()
  const revoke = useChange('grants.revoke')
  const confirmed = useChange('grants.confirm')
  const may = useMay('grant.edit')
  if (!may || grant.state === 'revoked') return null
  const params = { organisation, grant: grant.id }
  const close = (): void => setOpen(undefined)
  async function askToRevoke(): Promise<void> {
    const sure = await confirm({
      title: `Revoke ${grant.label}?`,
      consequence:
        'Its tokens are refused from the next request on, its streams end, and calls that wait for a person are void. It cannot be taken back: mint another one instead.',
      action: 'Revoke it',
    })
    if (!sure) return
    revoke.mutate(
      { params, body: {} },
      { onSuccess: ({ effective }) => sayDone(doneEverywhere('It is revoked', effective)), onError: sayFailed },
    )
  }
  const items: readonly (MenuItem | undefined)[] = [
    { label: 'Edit', onSelect: () => setOpen('edit') },
    { label: 'Raise for a while', onSelect: () => setOpen('raise'), disabled: Object.keys(grant.servers).length === 0 },
    grant.state === 'suspended'
      ? {
          label: 'Confirm: its tokens are good again',
          onSelect: () =>
            confirmed.mutate({ params }, { onSuccess: () => sayDone('It is active again.'), onError: sayFailed }),
        }
      : { label: 'Suspend', onSelect: () => setOpen('suspend') },
    undefined,
    { label: 'Revoke', danger: true, onSelect: () => void askToRevoke() },
  ]
  return (
    <>
      <Button icon={RotateCw} onClick={() => setOpen('rotate')}>
        Rotate its token
      </Button>
      <Menu trigger={<IconButton icon={Ellipsis} kind="plain" label="More to do" />} items={items} />
      {open === 'edit' && <EditGrant grant={grant} etag={etag} onClose={close} />}
      {open === 'rotate' && <RotateGrant grant={grant} onToken={onToken} onClose={close} />}
      {open === 'raise' && <RaiseGrant grant={grant} onClose={close} />}
      {open === 'suspend' && <SuspendGrant grant={grant} onClose={close} />}
    </>
  )
}
