/** The conformance gate: the fixture must pass what is required, and come out no differently through the gateway. */
import { startFixture } from '../fixture/fixture.ts'
import { compare, type Difference, type Tally, tally } from './compare.ts'
import { startForwarder } from './forwarder.ts'
import { type Findings, REVISIONS, type Revision, runReferee } from './referee.ts'

/** A gateway that stands before upstreams. */
export interface RunningGateway {
  /** Where the upstream of that name is reached through the gateway. */
  urlFor(slug: string): string
  /** What a client must send to be let in. */
  readonly headers: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Starts a gateway before the upstreams (URLs by slug), under one policy document, with its decision log on. */
export type StartGateway = (options: {
  readonly upstreams: Readonly<Record<string, string>>
  readonly policy: unknown
}) => Promise<RunningGateway>

/** What came out for one revision. */
export interface Outcome {
  readonly revision: Revision
  readonly direct: Tally
  /** Absent when there was no gateway. */
  readonly through?: Tally
  readonly differences: readonly Difference[]
}

/** Lets everything pass, but not unseen: each call takes a claim on a counter and is put on record. */
const POLICY = {
  version: '1',
  default: 'allow',
  all_tools: { limits: [{ counter: 'conformance', window: 'minute', max: 1_000_000, scope: 'grant' }] },
}

/** Runs every set of requirements, directly and, when there is one, through the gateway at the same time. */
export async function runConformance(startGateway?: StartGateway): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const revision of REVISIONS) outcomes.push(await measure(revision, startGateway))
  return outcomes
}

/** Whether the fixture passed what is required, and nothing differed. */
export function isGood(outcomes: readonly Outcome[]): boolean {
  return outcomes.every(({ direct, differences }) => direct.requiredFailed.length === 0 && differences.length === 0)
}

async function measure(revision: Revision, startGateway?: StartGateway): Promise<Outcome> {
  const [direct, through] = await Promise.all([
    measureDirect(revision),
    startGateway && measureThrough(revision, startGateway),
  ])
  const differences = through ? compare(direct.checks, through.checks) : []
  return { revision, direct: tally(direct), ...(through && { through: tally(through) }), differences }
}

/** Each run has a fixture of its own: one announces changes that the other would hear. */
async function measureDirect(revision: Revision): Promise<Findings> {
  const fixture = await startFixture()
  try {
    return await measureAt(fixture.url, {}, revision)
  } finally {
    await fixture.close()
  }
}

async function measureThrough(revision: Revision, startGateway: StartGateway): Promise<Findings> {
  const fixture = await startFixture()
  try {
    const gateway = await startGateway({ upstreams: { fixture: fixture.url }, policy: POLICY })
    try {
      return await measureAt(gateway.urlFor('fixture'), gateway.headers, revision)
    } finally {
      await gateway.close()
    }
  } finally {
    await fixture.close()
  }
}

/** Directly, too, by way of the forwarder, so that it is no part of any difference. */
async function measureAt(url: string, headers: RunningGateway['headers'], revision: Revision): Promise<Findings> {
  const forwarder = await startForwarder(url, headers)
  try {
    return await runReferee(forwarder.url, revision)
  } finally {
    await forwarder.close()
  }
}
