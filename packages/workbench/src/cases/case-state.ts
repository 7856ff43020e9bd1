/** What a case knows while it runs: its time, its counters, what was read. */
import {
  type CallRequest,
  type Claim,
  type CompiledPolicy,
  type Decision,
  type Inspection,
  type Instant,
  readInstant,
  type Seen,
  settingsFor,
} from '@portcullis/engine'
import type { CaseCounters, CaseWorld } from './case-counters.ts'
import { type PreparedSuite, type ToolState, toolStates } from './prepare-suite.ts'
import type { PlacedCase, PlacedStep } from './read-suite.ts'
import type { Circumstances, FlowKind } from './suite.ts'

/** Hears what is judged: for coverage. */
export interface CaseListener {
  readonly decided: (request: CallRequest, decision: Decision) => void
  readonly claimed: (claims: readonly Claim[]) => void
  readonly exceeded: (rule: string, document: string) => void
  readonly inspected: (inspection: Inspection) => void
  /** A resource, prompt, method or question was judged by a rule. */
  readonly consulted: (rule: string, document: string) => void
  /** A tool was looked for in a list. */
  readonly listed: (tool: string, at: Instant, state: ToolState | undefined) => void
}

/** 2026-01-05T12:00:00Z: a Monday, at noon. */
const DEFAULT_START = 1_767_614_400_000

/** The texts that a counter's name is made of need no key: nothing outlives a case. */
const digest = (text: string): string => text

/** One run of one case. */
export class CaseState {
  readonly compiled: CompiledPolicy
  readonly counters: CaseCounters
  readonly listener: CaseListener | undefined
  readonly tools: ReadonlyMap<string, ToolState> | undefined
  readonly used: ReadonlyMap<string, number | string>
  /** Keys of counters that got what was used before. */
  readonly seeded: Set<string> = new Set()
  /** Names of these counters. */
  readonly seededNames: Set<string> = new Set()
  readonly began: Instant
  now: Instant
  readonly #given: PlacedCase['given']
  readonly #read = new Map<string, Map<FlowKind, Instant>>()

  constructor(suite: PreparedSuite, { given }: PlacedCase, world: CaseWorld, listener?: CaseListener) {
    this.compiled = suite.compiled
    this.counters = world.counters()
    this.listener = listener
    this.tools = given.tools === undefined ? suite.tools : withOwn(suite.tools, toolStates(given.tools))
    this.used = new Map(Object.entries(given.used ?? {}))
    this.began = instantOf(given.at)
    this.now = this.began
    this.#given = given
  }

  /** A step's request for a tool. */
  request({ step, inexact }: PlacedStep, name: string): CallRequest {
    const circumstances = { ...this.#given, ...step.given }
    const { organisation = 'local', server = 'server', client, ip, session: slot = 0 } = circumstances
    const { id = 'grant', label = 'grant', owner = 'owner', tags = {} } = { ...this.#given.grant, ...step.given?.grant }
    const known = this.tools?.get(name)
    const subject = { organisation, grant: id, label, owner, tags }
    const tool = { server, name, label: known?.label, annotations: known?.annotations }
    return {
      subject,
      tool,
      context: {
        at: this.now,
        slot,
        digest,
        seen: circumstances.seen === undefined ? this.#seenBy(id) : fixed(circumstances.seen),
        ...(client !== undefined && { client }),
        ...(ip !== undefined && { address: ip }),
      },
      arguments: step.arguments ?? {},
      inexact,
      input: step.input,
    }
  }

  /** A call of the tool was answered. */
  noteReading({ subject, tool }: CallRequest): void {
    for (const kind of this.tools?.get(tool.name)?.reads ?? []) this.#note(subject.grant, kind)
  }

  /** A secret came in that nothing took out. */
  noteSecrets({ subject }: CallRequest): void {
    this.#note(subject.grant, 'secrets')
  }

  #note(grant: string, kind: FlowKind): void {
    const kinds = this.#read.get(grant) ?? new Map<FlowKind, Instant>()
    kinds.set(kind, this.now)
    this.#read.set(grant, kinds)
  }

  #seenBy(grant: string): Seen {
    const kinds = this.#read.get(grant)
    if (kinds === undefined) return NOTHING_SEEN
    const { flowWindow } = settingsFor(this.compiled, this.now)
    const within = (kind: FlowKind): boolean => this.now - (kinds.get(kind) ?? Number.NEGATIVE_INFINITY) < flowWindow
    return { private: within('private'), untrusted: within('untrusted'), secrets: within('secrets') }
  }
}

const NOTHING_SEEN: Seen = { private: false, untrusted: false, secrets: false }

const fixed = (seen: NonNullable<Circumstances['seen']>): Seen => ({ ...NOTHING_SEEN, ...seen })

function withOwn(
  shared: ReadonlyMap<string, ToolState> | undefined,
  own: readonly (readonly [string, ToolState])[],
): ReadonlyMap<string, ToolState> | undefined {
  return own.length === 0 ? shared : new Map([...(shared ?? []), ...own])
}

/** Times were checked when the file was read. */
function instantOf(at: string | undefined): Instant {
  const read = at === undefined ? undefined : readInstant(at)
  if (read === undefined) return DEFAULT_START
  return read.second + Number(read.fraction.slice(0, 3).padEnd(3, '0'))
}
