/** The registry's `server.json` (schema 2025-12-11): the remotes of a server, as ways to reach it. */
import { z } from 'zod'
import type { ServerWay } from './server.ts'

const REMOTE = z.looseObject({
  type: z.enum(['streamable-http', 'sse']),
  url: z.string().max(2048),
})

const DOCUMENT = z.looseObject({
  name: z
    .string()
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/)
    .min(3)
    .max(200),
  title: z.string().max(100).optional(),
  version: z.string().min(1).max(255),
  remotes: z.array(z.unknown()).max(100).optional(),
})

/** What can be used of a document. */
export interface RegistryServer {
  readonly name: string
  readonly version: string
  readonly title: string | undefined
  readonly ways: readonly (ServerWay & { readonly kind: 'http' | 'sse' })[]
}

/** Why a document cannot be used. */
export interface RegistryFault {
  readonly fault: string
  readonly remedy: string
}

/**
 * Reads a document. Its packages are passed over: programs are only started from the operator's templates. So are
 * remotes whose URL has places to fill in.
 */
export function readServerDocument(document: unknown): RegistryServer | RegistryFault {
  const read = DOCUMENT.safeParse(document)
  if (!read.success) {
    const [issue] = read.error.issues
    return {
      fault: `It is no server.json: ${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'it does not fit'}.`,
      remedy: 'Give the document as the registry has it, with name, version and remotes.',
    }
  }
  const { name, version, title, remotes = [] } = read.data
  const ways = remotes.flatMap((remote) => {
    const fitting = REMOTE.safeParse(remote)
    if (!fitting.success || /[{}]/.test(fitting.data.url)) return []
    return [{ kind: fitting.data.type === 'sse' ? ('sse' as const) : ('http' as const), url: fitting.data.url }]
  })
  if (ways.length === 0)
    return {
      fault: 'It names no remote that can be reached as it stands.',
      remedy: 'Give the URL of the server; packages are started from templates of the operator’s file.',
    }
  return { name, version, title, ways }
}
