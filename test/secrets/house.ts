/** One whole installation with everything that handles secrets, and the servers that it talks to. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ScriptedServer,
  startScripted,
} from '../../packages/server/src/control/server/scripted-server.contract.ts'
import {
  type ScriptedAuthorization,
  startAuthorizationHere,
} from '../../packages/server/src/control/upstream-auth/scripted-authorization.contract.ts'
import { type ControlledProcess, firstAccount, good, type Person, startControlled } from '../control-process.ts'
import { answerJson, type ScriptedUpstream, startUpstream } from '../scripted-upstream.ts'
import { type MailServer, startMailServer } from './mail-server.ts'
import { type Overheard, overhear } from './overhear.ts'
import type { Secret, Source } from './traces.ts'

export const organisation = 'local'
const MEMORY = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-memory/dist/index.js')

/** What is put in: it is never answered, not even once. */
export const GIVEN = {
  ada: 'a long enough pass phrase',
  bob: 'Kanarienvogel ünder/the+first roof',
  bobLater: 'Kanarienvogel above the second roof',
  bobAtLast: 'Kanarienvogel beside the third roof',
  mistyped: 'Kanarienvogel that nobody set here',
  header: 'canary-of-a-static-header-31415926',
  parameter: 'canary-of-a-template-27182818',
  upstreamClient: 'canary-of-an-upstream-client-16180339',
  signOn: 'canary-of-a-sign-on-client-14142135',
  userinfo: 'canary-of-an-address-17320508',
  hookPath: 'canary-of-a-webhook-24494897',
  bearer: 'canary-of-a-wrong-token-22360679',
  query: 'canary-of-an-access-token-in-an-address',
  verifier: 'canary-of-the-verifier-of-a-client-0123456789abc',
  argument: 'canary of an argument: Müller & Söhne',
  refusedArgument: 'canary of a refused argument 33166247',
  misplacedArgument: 'canary of a misplaced argument 36055512',
  // Tokens that the authorization server of other servers gives: these, and a number.
  upstreamAccess: 's3cr3t-access',
  upstreamRefresh: 's3cr3t-refresh',
} as const

/** Given, by their names. */
export const givenSecrets: readonly Secret[] = Object.entries(GIVEN).map(([name, value]) => ({ name, value }))

/** Everything that runs. */
export interface House {
  readonly running: ControlledProcess
  readonly ada: Person
  readonly overheard: Overheard
  /** Tools `note` and `echo`; `echo` answers with the header that proves us. */
  readonly upstream: ScriptedUpstream
  readonly mail: ScriptedServer
  readonly authorization: ScriptedAuthorization
  /** Bodies that came to the webhook. */
  readonly delivered: Source[]
  readonly hook: string
  /** What went to its mail server. */
  readonly mails: MailServer['mails']
  close(): Promise<void>
}

const NOTE = {
  name: 'note',
  inputSchema: { type: 'object', properties: { text: { type: 'string' }, amount: { type: 'number' } } },
}
/** People are asked about it. */
const SHIP = {
  name: 'ship',
  inputSchema: {
    type: 'object',
    properties: { text: { type: 'string' }, also: { type: 'array', items: { type: 'string' } } },
    required: ['text'],
  },
}
const POLICY = {
  version: '1',
  default: 'allow',
  tools: {
    note: {
      deny_if: [{ conditions: [{ path: 'args.text', op: 'contains', value: 'refused' }], on_deny: 'Not that.' }],
    },
    ship: { action: 'require_approval', approval: { hold: '60s' } },
  },
}

/** Starts all of it; the first account is there, and the policy `open`. */
export async function startHouse(): Promise<House> {
  const authorization = await startAuthorizationHere()
  const mail = await startScripted([{ name: 'get_mail', description: 'Reads mail.' }])
  mail.issuer = authorization.issuer
  mail.wants = { authorization: 'Bearer s3cr3t-access-1', challenge: 'Bearer scope="read"' }
  const upstream = await startUpstream({
    tools: [NOTE, SHIP, 'echo'],
    scripts: {
      echo: ({ message, headers }, answer) => {
        const content = [{ type: 'text', text: `You are ${headers['x-key']}.` }]
        answerJson(answer, message.id, { content, resultType: 'complete' })
      },
    },
  })
  const receiver = await startReceiver()
  const mailServer = await startMailServer()
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-memory-'))
  const origins = new Set<string>()
  const overheard = overhear((origin) => origins.has(origin))
  const hosts = [upstream.url, mail.url, authorization.issuer, receiver.url].map((url) => new URL(url).host)
  const running = await startControlled({
    allow_destinations: hosts,
    contact: {
      form: false,
      mail: {
        ...{ host: '127.0.0.1', port: mailServer.port, security: 'none' },
        ...{ from: 'gate@example.com', to: ['desk@example.com'] },
      },
    },
    templates: {
      memory: {
        command: process.execPath,
        args: [MEMORY],
        env: { MEMORY_FILE_PATH: `${folder}/notes.jsonl`, API_KEY: '{key}' },
        parameters: { key: { type: 'secret' } },
      },
    },
  })
  origins.add(running.origin).add(running.admin)
  const ada = await firstAccount(running)
  const body = { name: 'open', text: JSON.stringify(POLICY) }
  await good(ada.client.call('policies.create', { params: { organisation }, body }))
  return {
    ...{ running, ada, overheard, upstream, mail, authorization },
    ...{ delivered: receiver.delivered, hook: receiver.url, mails: mailServer.mails },
    async close() {
      await running.close()
      await Promise.all([upstream.close(), mail.close(), receiver.close(), rm(folder, { recursive: true })])
      authorization.close()
      mailServer.close()
    },
  }
}

async function startReceiver(): Promise<{ url: string; delivered: Source[]; close(): void }> {
  const delivered: Source[] = []
  const server = createServer(async (request, response) => {
    let text = JSON.stringify(request.headers)
    for await (const piece of request.setEncoding('latin1')) text += String(piece)
    delivered.push({ where: 'a delivery to the webhook', text })
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/${GIVEN.hookPath}`
  return { url, delivered, close: () => void server.close() }
}
