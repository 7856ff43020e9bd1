/** The credential of one server, for one owner, as the way to that server uses it. */
import type { Credential, CredentialRefusal, Obtained } from '../../ports/vault.ts'

/** Lends a credential to connections. */
export interface LinkCredential {
  /** What is sent now; undefined: there is none. The same object as long as it is the same credential. */
  current(): Credential | undefined
  /** Asks for one; bounded in time, never rejects. @param grant id of the grant that wants to call */
  obtain(grant: string, refused: CredentialRefusal | undefined): Promise<Obtained>
}

/**
 * What may be sent again after a server refused it for its credential: it only asks, or says the same again. A call of a
 * tool is never among it: no call is sent twice.
 */
const REPEATABLE: ReadonlySet<string> = new Set([
  'initialize',
  'notifications/initialized',
  'ping',
  'server/discover',
  'subscriptions/listen',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'tasks/get',
  'tasks/list',
  'tasks/result',
  'logging/setLevel',
])

/** Whether a message may be sent again with another credential. */
export const mayRepeat = (method: string | undefined): boolean => method !== undefined && REPEATABLE.has(method)
