/** Tells the gateway of a token as it is now, or that there is none any more. */
import type { Control } from '../control.ts'
import { connectedServer } from './connected-server.ts'
import { findTokens, openTokens, suppliedBy } from './tokens.ts'

/** Unasked: what the gateway held for that owner is replaced. */
export async function supplyHeld(control: Control, server: string, owner: string): Promise<void> {
  const connected = await connectedServer(control, server)
  const row = await findTokens(control, server, owner)
  const tokens = row === undefined ? undefined : openTokens(control, row)
  if (connected === undefined || row === undefined || tokens === undefined) tellNone(control, server, [owner])
  else control.credentials.tell([suppliedBy(row, tokens, connected.url)])
}

/** Unasked: the gateway forgets what it held for these owners. */
export function tellNone({ credentials }: Control, server: string, owners: readonly string[]): void {
  if (owners.length === 0) return
  const none = { server, headers: undefined, expires: undefined, consent: undefined }
  credentials.tell(owners.map((owner) => ({ ...none, owner })))
}
