/**
 * The endpoint of all servers of a grant: the same flow once more, before the flow of each server. What comes in is read
 * and kept apart by the outer one, which decides nothing; every part is decided, counted and recorded by the inner one.
 */
import { compilePolicy } from '@portcullis/engine'
import type { DeriveKey } from '../crypto/keys.ts'
import { openAggregate } from '../gateway/aggregate/aggregate.ts'
import { Learned } from '../gateway/aggregate/learn.ts'
import { ShownNames } from '../gateway/aggregate/names.ts'
import { Places } from '../gateway/aggregate/places.ts'
import { createNameSealer, type NameSealer } from '../gateway/aggregate/sealed-name.ts'
import { createCallFacts } from '../gateway/call-facts.ts'
import { createStateSealer } from '../gateway/continuation.ts'
import type { Environment } from '../gateway/environment.ts'
import { createRecorder, type Recorder } from '../gateway/record.ts'
import { refusalMeter } from '../gateway/refusal-rate.ts'
import { type ConversationLimits, Conversations } from '../gateway/session/conversations.ts'
import { keepCurrent } from '../gateway/session/revocation.ts'
import { createSessionSlots } from '../gateway/session/session-slots.ts'
import { TaskOwners } from '../gateway/session/task-owners.ts'
import { createKnownTools } from '../gateway/tools/known-tools.ts'
import { translated } from '../gateway/translate/translated.ts'
import type { Outgoing, Upstream } from '../gateway/upstream/link.ts'
import type { Upstreams } from '../gateway/upstreams.ts'
import type { Caller, CallerRefusal, Directory, PolicyInForce, Server } from '../ports/directory.ts'
import { createFlowFacts } from '../store/flow-facts.ts'
import { createMemoryCounters } from '../store/memory/counters.ts'
import { discardingSink } from '../store/memory/discard.ts'
import { steadyTime } from '../store/steady-time.ts'

/** The outer flow. */
export interface ComposedTogether {
  readonly env: Environment
  close(): Promise<void>
}

const MINUTE = 60_000
/** Milliseconds for which lists wait for a server that does not answer. */
const PATIENCE = 5000
const PAUSE = 1000
const LARGEST_ANSWER = 64 * 1024 * 1024

/** Everything passes here: each server's own policy decides. By name, so that no list has to be known for it. */
const OPEN: PolicyInForce = {
  id: 'together',
  version: '1',
  compiled: compilePolicy({ version: '1', default: 'allow', tools: { '*': {} } }, { id: 'together' }),
}

/** Stands for all servers. No other has an empty slug. */
const ALL: Server = {
  id: '',
  slug: '',
  transport: { kind: 'http', url: new URL('http://together.invalid/'), headers: {} },
  limits: {
    headersTimeout: 5 * MINUTE,
    bodyTimeout: 5 * MINUTE,
    connectTimeout: MINUTE,
    maxConnections: 1,
    maxMessageBytes: LARGEST_ANSWER,
  },
}

/** @param inner the flow of each server */
export function composeTogether(
  inner: Environment,
  limits: ConversationLimits,
  deriveKey: DeriveKey,
): ComposedTogether {
  const { clock, diagnose } = inner
  const upstreams = oneUpstream(openAll(inner, createNameSealer(deriveKey('together-names'))))
  const conversations = new Conversations(upstreams, createSessionSlots(), limits, inner.others)
  const env: Environment = {
    directory: directoryOfAll(inner.directory),
    counters: createMemoryCounters(steadyTime(clock)),
    clock,
    currency: inner.currency,
    recorder: quietly(inner),
    upstreams,
    conversations,
    others: inner.others,
    knownTools: createKnownTools(),
    flow: createFlowFacts({ time: steadyTime(clock), diagnose }),
    tasks: new TaskOwners(),
    states: createStateSealer({ id: inner.others.homes.self, secret: deriveKey('together-states') }, () => clock.now()),
    readMessage: inner.readMessage,
    nextId: inner.nextId,
    callFacts: createCallFacts(undefined),
    valueDigest: undefined,
    // Answers were searched where they came in.
    secretsOf: () => undefined,
    refusals: refusalMeter(),
    trustsOwnMeta: true,
    ownHosts: inner.ownHosts,
    diagnose,
  }
  const stopKeeping = keepCurrent(env)
  return {
    env,
    async close() {
      stopKeeping()
      await conversations.closeAll()
      await upstreams.close()
    },
  }
}

/** Clients of the legacy era are spoken for, as before any server that is modern only. */
function openAll(inner: Environment, sealer: NameSealer): Upstream {
  const { clock, directory } = inner
  const together = {
    env: inner,
    sealer,
    names: new ShownNames(),
    places: new Places(),
    learned: new Learned(),
    patience: PATIENCE,
    pause: PAUSE,
  }
  const callersOf = ({ caller }: Outgoing): readonly Caller[] | CallerRefusal =>
    caller === undefined ? 'unknown_token' : directory.callers(caller.grant.tokenDigest, clock.now())
  return translated(openAggregate(together, callersOf), {
    eras: { modern: true, legacy: false },
    isHttp: false,
    bounds: { patience: MINUTE, maxAnswerBytes: LARGEST_ANSWER },
    now: () => clock.monotonic(),
  })
}

const oneUpstream = (upstream: Upstream): Upstreams => ({
  of: () => upstream,
  gate: () => undefined,
  standings: () => [],
  retain: () => undefined,
  letGo: () => undefined,
  close: () => upstream.close(),
})

/** Who may reach anything may reach all of it together. */
function directoryOfAll(inner: Directory): Directory {
  const known = new WeakMap<Caller, Caller>()
  const togetherOf = (first: Caller): Caller => {
    const { grant, generation } = first
    const made = known.get(first) ?? { grant, server: ALL, policy: OPEN, generation }
    known.set(first, made)
    return made
  }
  return {
    caller(tokenDigest, _slug, at) {
      const callers = inner.callers(tokenDigest, at)
      if (typeof callers === 'string') return callers
      const [first] = callers
      return first === undefined ? 'unknown_server' : togetherOf(first)
    },
    callers: (tokenDigest, at) => inner.callers(tokenDigest, at),
    stands: ({ grant }, at) => typeof inner.callers(grant.tokenDigest, at) !== 'string',
    get generation() {
      return inner.generation
    },
    servers: () => [ALL],
    subscribe: (listener) => inner.subscribe(listener),
  }
}

/** What passes is recorded where it is decided; what never gets there is recorded here. */
function quietly({ clock, nextId, recorder }: Environment): Recorder {
  const { unread, dropped, refused, unidentified } = recorder
  return { ...createRecorder(discardingSink, clock, nextId), unread, dropped, refused, unidentified }
}
