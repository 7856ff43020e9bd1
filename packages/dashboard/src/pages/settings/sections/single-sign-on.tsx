/** Identity providers by which members log in (OpenID Connect). */
import { Fingerprint } from 'lucide-react'
import { useRead } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { IssuerList } from './issuer-list.tsx'
import { ProviderDialog } from './provider-dialog.tsx'

/** The section. */
export function SingleSignOn() {
  const organisation = useOrganisation()
  return (
    <IssuerList
      title="Single sign-on"
      add="New provider"
      label="Identity providers"
      query={useRead('sign_on.list', { params: { organisation } })}
      nameOf={({ name }) => name}
      empty={{
        icon: Fingerprint,
        title: 'Members log in with passwords and passkeys',
        says: 'With an identity provider they come in by single sign-on, and its groups give them their roles.',
      }}
      dialog={(provider, close) => <ProviderDialog provider={provider} onClose={close} />}
    />
  )
}
