/** A server whose calls prove themselves by tokens. */
import type { Control } from '../control.ts'
import { type OAuthAuthentication, readServer, type ServerRow } from '../server/server.ts'

/** A server with OAuth, and where it is. */
export interface ConnectedServer extends Pick<ServerRow, 'id' | 'organisation' | 'slug' | 'label'> {
  readonly url: string
  readonly authentication: OAuthAuthentication
}

/** The server of that id, if its calls prove themselves by tokens. */
export async function connectedServer({ db }: Control, id: string): Promise<ConnectedServer | undefined> {
  const row = await db.selectFrom('servers').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : connected(readServer(row))
}

/** The same of a row. */
export function connected({
  id,
  organisation,
  slug,
  label,
  way,
  authentication,
}: ServerRow): ConnectedServer | undefined {
  return authentication.kind === 'oauth' && way.kind !== 'template'
    ? { id, organisation, slug, label, url: way.url, authentication }
    : undefined
}

/** For whom a token is that a grant's owner uses: for the owner alone, or (empty) for everybody. */
export function tokenOwner({ authentication }: ConnectedServer, owner: string): string {
  return authentication.identity === 'owner' ? owner : ''
}
