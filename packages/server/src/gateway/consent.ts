/** Credentials of owners, as the flow meets them: who has none yet is told where consent is given. */
import type { CredentialPlace } from '../ports/vault.ts'
import type { Environment } from './environment.ts'
import { type Refusal, refusal } from './errors.ts'
import type { Turn } from './turn.ts'
import { ownerOf, type Reaching } from './upstreams.ts'

/** Where the credential of a caller is kept; undefined: calls of this server need none beside its configured headers. */
export function credentialPlace(reaching: Reaching): CredentialPlace | undefined {
  const { id, administration, transport } = reaching.server
  // A program of this machine has what it needs in its environment.
  if (transport.kind === 'stdio' || (administration?.authentication ?? 'none') === 'none') return undefined
  return { server: id, owner: ownerOf(reaching) }
}

/** What the model is told, so that it can tell its user. */
export const consentRefusal = (link: string): Refusal => ({
  code: 'consent_required',
  message: `This server wants to know who is calling, and no account of it has been connected yet. Ask the owner of this grant to open ${link} and to log in there; then call again.`,
  consent: link,
})

/**
 * Sees to it that there is a credential before anything is taken or sent for a call.
 * @returns why there is none; undefined at once where there is one, or none is needed
 */
export function obtainCredential({ vault }: Environment, turn: Turn): Promise<Refusal | undefined> | undefined {
  const place = vault && credentialPlace(turn.caller)
  if (vault === undefined || place === undefined || vault.find(place) !== undefined) return undefined
  const wish = { ...place, grant: turn.caller.grant.subject.grant, refused: undefined }
  return vault.obtain(wish).then((obtained) => {
    switch (obtained.outcome) {
      case 'credential':
        return undefined
      case 'consent':
        return consentRefusal(obtained.link)
      case 'none':
        return refusal('credential_missing')
      default:
        return obtained satisfies never
    }
  })
}
