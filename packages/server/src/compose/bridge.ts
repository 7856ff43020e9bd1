/** The flow of a bridge: everything passes to one gateway, which decides. */

import { randomBytes } from 'node:crypto'
import { compilePolicy } from '@portcullis/engine'
import { createCallFacts } from '../gateway/call-facts.ts'
import { createStateSealer } from '../gateway/continuation.ts'
import { ALWAYS_CURRENT } from '../gateway/currency.ts'
import type { Environment } from '../gateway/environment.ts'
import type { Refusal, RefusalCode } from '../gateway/errors.ts'
import { createIds } from '../gateway/ids.ts'
import { createRecorder } from '../gateway/record.ts'
import { refusalMeter } from '../gateway/refusal-rate.ts'
import { Conversations } from '../gateway/session/conversations.ts'
import { createOthers } from '../gateway/session/others.ts'
import { createSessionSlots } from '../gateway/session/session-slots.ts'
import { TaskOwners } from '../gateway/session/task-owners.ts'
import { createKnownTools } from '../gateway/tools/known-tools.ts'
import { openUpstream } from '../gateway/upstream/open-upstream.ts'
import { createUpstreams } from '../gateway/upstreams.ts'
import { readMessage } from '../gateway/wire/read.ts'
import { systemClock } from '../ports/clock.ts'
import type { Caller, CallerRefusal, Server } from '../ports/directory.ts'
import { alone } from '../ports/neighbours.ts'
import { createFileDirectory } from '../store/file/directory.ts'
import { createFlowFacts } from '../store/flow-facts.ts'
import { createMemoryCounters } from '../store/memory/counters.ts'
import { discardingSink } from '../store/memory/discard.ts'
import { steadyTime } from '../store/steady-time.ts'

/** Where a bridge leads. */
export interface BridgeOptions {
  readonly url: URL
  readonly token: string
  readonly diagnose: (text: string, cause?: unknown) => void
}

/** A bridge that can be served. */
export interface Bridge {
  readonly env: Environment
  identify(): Caller | CallerRefusal
  close(): Promise<void>
}

const DIGEST = 'bridge'
const SLUG = 'gateway'
const MINUTE = 60_000
const LIMITS = { maxSessions: 16, maxSessionsPerGrant: 16, sessionIdle: Number.POSITIVE_INFINITY }

/** Puts the flow together with an open policy: the gateway at the other end has its own. */
export function composeBridge({ url, token, diagnose }: BridgeOptions): Bridge {
  const clock = systemClock
  const server = gatewayAt(url, token)
  const directory = createFileDirectory({ servers: [server], grants: [openGrant(server)] })
  const upstreams = createUpstreams(
    (one) => openUpstream(one, { clock }),
    () => clock.monotonic(),
  )
  const others = createOthers(alone('bridge'), () => randomBytes(32), clock)
  const conversations = new Conversations(upstreams, createSessionSlots(), LIMITS, others)
  const nextId = createIds()
  const env: Environment = {
    directory,
    counters: createMemoryCounters(steadyTime(clock)),
    clock,
    currency: ALWAYS_CURRENT,
    recorder: createRecorder(discardingSink, clock, nextId),
    upstreams,
    conversations,
    others,
    knownTools: createKnownTools(),
    flow: createFlowFacts({ time: steadyTime(clock), diagnose }),
    tasks: new TaskOwners(),
    states: createStateSealer({ id: 'bridge', secret: randomBytes(32) }, () => clock.now()),
    readMessage,
    nextId,
    callFacts: createCallFacts(undefined),
    valueDigest: undefined,
    // The gateway at the other end knows no credential of ours but the token, which it never sends back.
    secretsOf: () => undefined,
    refusals: refusalMeter(),
    trustsOwnMeta: true,
    rephrase: rephraseFor(url),
    ownHosts: new Set(),
    diagnose,
  }
  return {
    env,
    identify: () => directory.caller(DIGEST, SLUG, clock.now()),
    async close() {
      await conversations.closeAll()
      await upstreams.close()
    },
  }
}

/** The server is the gateway here, and its credential the token. */
function rephraseFor({ origin }: URL): (found: Refusal) => Refusal {
  const words: Partial<Record<RefusalCode, string>> = {
    upstream_unauthorized: `The gateway at ${origin} does not accept the token: it is wrong, expired or revoked. Start the bridge with the token that \`portcullis grant new\` printed.`,
    upstream_unreachable: `The gateway at ${origin} could not be reached. Nothing was sent. Start it, or correct the URL.`,
    upstream_garbage: `What answers at ${origin} does not answer as a gateway does, so nothing of it was passed on. Is the URL right?`,
  }
  return (found) => ({ ...found, message: words[found.code] ?? found.message })
}

const gatewayAt = (url: URL, token: string): Server => ({
  id: SLUG,
  slug: SLUG,
  transport: { kind: 'http', url, headers: { authorization: `Bearer ${token}` } },
  limits: {
    headersTimeout: 5 * MINUTE,
    bodyTimeout: 5 * MINUTE,
    connectTimeout: MINUTE / 6,
    maxConnections: 64,
    maxMessageBytes: 64 * 1024 * 1024,
  },
})

function openGrant(server: Server) {
  const compiled = compilePolicy({ version: '1', default: 'allow' }, { id: 'bridge' })
  return {
    grant: {
      subject: { organisation: 'local', grant: 'bridge', label: 'bridge', owner: 'me', tags: {} },
      tokenDigest: DIGEST,
      expires: undefined,
    },
    reaches: new Map([[SLUG, { server, policy: { id: 'bridge', version: '1', compiled } }]]),
  }
}
