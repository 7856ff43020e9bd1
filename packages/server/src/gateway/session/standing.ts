/** How somebody stands now, whose request or stream was let in earlier. */
import type { Instant } from '@portcullis/engine'
import type { Caller, Stop } from '../../ports/directory.ts'
import type { Environment } from '../environment.ts'

/**
 * `stands`, as the configuration names the caller now; `stopped` by the kill switch; `token_over`: the token has ended
 * by itself, which ends nothing that its grant began; `over`: revoked, expired, or out of reach.
 */
export type Standing =
  | { readonly kind: 'stands'; readonly caller: Caller }
  | { readonly kind: 'stopped'; readonly stop: Stop }
  | { readonly kind: 'token_over' | 'over' }

const TOKEN_OVER: Standing = { kind: 'token_over' }
const OVER: Standing = { kind: 'over' }

/** Asks the directory, by the token that the caller came with. */
export function standingOf({ directory }: Pick<Environment, 'directory'>, caller: Caller, at: Instant): Standing {
  const { grant, server } = caller
  const now = directory.caller(grant.tokenDigest, server.slug, at)
  if (typeof now !== 'string') {
    if (now.server.id !== server.id) return OVER
    return now.stopped === undefined ? { kind: 'stands', caller: now } : { kind: 'stopped', stop: now.stopped }
  }
  const endedByItself = now === 'expired' || (grant.tokenExpires !== undefined && grant.tokenExpires <= at)
  return endedByItself && directory.stands(caller, at) ? TOKEN_OVER : OVER
}
