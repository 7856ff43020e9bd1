/** How calls prove themselves to a server: what is asked for, and what is written. */
import { z } from 'zod'
import { isHeaderValue, whyRefused } from '../../config/headers.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { type FieldError, type Problem, problem, wrongField } from '../api/problem.ts'
import type { Control } from '../control.ts'
import { dropTokens } from '../upstream-auth/drop-tokens.ts'
import { keepSecret, type SecretValues } from './secrets.ts'
import type { ServerRow, UpstreamAuthentication } from './server.ts'

const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/, 'A scope has no spaces.')

/** What is sent. */
export const AUTHENTICATION = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('headers'),
    headers: z
      .record(z.string().min(1).max(128), z.string().max(8192))
      .refine((all) => Object.keys(all).length > 0, 'There is at least one header.'),
  }),
  z.strictObject({
    kind: z.literal('oauth'),
    identity: z.enum(['server', 'owner']).default('server'),
    flow: z.enum(['code', 'client']).default('code'),
    client: z
      .strictObject({
        id: z.string().min(1).max(2048),
        issuer: z.url().max(2048).optional(),
        secret: z.string().min(1).max(4096).optional(),
        key: z.string().min(1).max(16_384).optional(),
        algorithm: z.enum(['ES256', 'ES384', 'ES512', 'RS256', 'PS256', 'EdDSA']).optional(),
      })
      .optional(),
    scopes: z.array(scope).max(100).optional(),
  }),
])

export type WishedAuthentication = z.output<typeof AUTHENTICATION>

/**
 * Writes it, and forgets all credentials of the former one; a problem where it does not fit the server.
 * @returns owners whose tokens the gateway has to forget, too
 */
export async function keepAuthentication(
  tx: Transaction,
  { sealer }: Control,
  server: ServerRow,
  wish: WishedAuthentication,
): Promise<readonly string[] | Problem> {
  const unfit = judge(server, wish)
  if (unfit !== undefined) return unfit
  const { stored, headers, client } = splitSecrets(wish)
  const owners = await dropTokens(tx, server.id)
  await keepSecret(tx, sealer, server, { field: 'headers', values: headers })
  await keepSecret(tx, sealer, server, { field: 'client', values: client })
  await tx
    .updateTable('servers')
    .set({ authentication: JSON.stringify(stored) })
    .where('id', '=', server.id)
    .execute()
  return owners
}

interface Split {
  readonly stored: UpstreamAuthentication
  readonly headers: SecretValues | undefined
  readonly client: SecretValues | undefined
}

function splitSecrets(wish: WishedAuthentication): Split {
  if (wish.kind === 'none') return { stored: wish, headers: undefined, client: undefined }
  if (wish.kind === 'headers')
    return { stored: { kind: 'headers', names: Object.keys(wish.headers) }, headers: wish.headers, client: undefined }
  const { kind, identity, flow, client, scopes } = wish
  if (client === undefined)
    return { stored: { kind, identity, flow, client, scopes }, headers: undefined, client: undefined }
  const { id, issuer, secret, key, algorithm } = client
  const proof = key !== undefined ? 'key' : secret !== undefined ? 'secret' : 'none'
  return {
    stored: { kind, identity, flow, client: { id, issuer, proof, algorithm }, scopes },
    headers: undefined,
    client: { ...(secret !== undefined && { secret }), ...(key !== undefined && { key }) },
  }
}

function judge({ way }: ServerRow, wish: WishedAuthentication): Problem | undefined {
  if (wish.kind === 'none') return undefined
  if (way.kind === 'template')
    return wrongField(
      '/body/authentication/kind',
      'A program takes no headers.',
      'Choose `none`, and give its secrets as parameters of the template.',
    )
  if (wish.kind === 'headers') return judgeHeaders(wish.headers)
  const { flow, identity, client } = wish
  if (flow !== 'client') return undefined
  if (identity === 'owner')
    return wrongField(
      '/body/authentication/identity',
      'A client’s own credentials are nobody’s in particular.',
      'Choose `server`.',
    )
  if (client?.secret === undefined && (client?.key === undefined || client.algorithm === undefined))
    return wrongField(
      '/body/authentication/client',
      'Without a person’s consent the client has to prove who it is.',
      'Give the client’s `id`, and its `secret`, or its `key` and `algorithm`.',
    )
  return undefined
}

function judgeHeaders(headers: SecretValues): Problem | undefined {
  const seen = new Set<string>()
  const errors = Object.entries(headers).flatMap(([name, value]): readonly FieldError[] => {
    const field = `/body/authentication/headers/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const twice = seen.has(name.toLowerCase())
    seen.add(name.toLowerCase())
    const refused = twice ? 'it stands twice' : whyRefused(name)
    if (refused !== undefined)
      return [{ field, message: `The header cannot be set: ${refused}.`, remedy: 'Leave it out.' }]
    return isHeaderValue(value)
      ? []
      : [
          {
            field,
            message: 'The value cannot be sent in a header.',
            remedy: 'Remove line ends and other control characters.',
          },
        ]
  })
  return errors.length === 0 ? undefined : problem('invalid', 'Headers do not fit.', { errors })
}
