/**
 * The suite on the roads that are none of one server's own: through the endpoint of all servers, and before servers that
 * speak the other era only.
 */
import { type FixtureOptions, startFixture } from '../fixture/fixture.ts'
import { startHere } from '../gateway-here.ts'
import { compare, type Difference, type Tally, tally } from './compare.ts'
import { startForwarder } from './forwarder.ts'
import { type Findings, type Revision, runReferee } from './referee.ts'
import { startUnprefixer } from './unprefixer.ts'

/** One road. */
export interface Road {
  readonly name: string
  readonly revision: Revision
  /** What the server speaks. */
  readonly eras: NonNullable<FixtureOptions['eras']>
  readonly endpoint: 'one' | 'all'
  /** Scenarios in which it has to differ, because one era cannot say what the other does. */
  readonly inherent: readonly string[]
}

/** What came out on one road, compared with the same server asked directly in the era that it speaks. */
export interface RoadOutcome {
  readonly road: Road
  readonly through: Tally
  readonly differences: readonly Difference[]
}

const MODERN: Revision = '2026-07-28'
const LEGACY: Revision = '2025-11-25'

/** A session of the gateway's own has no streams that could be resumed. */
const RESUMPTION = ['server-sse-multiple-streams', 'server-sse-polling']
/** Legacy servers neither name their questions, nor do they refuse calls of clients that cannot be asked. */
const QUESTIONS = [
  'input-required-result-basic-elicitation',
  'input-required-result-ignore-extra-params',
  'server-stateless',
]

export const ROADS: readonly Road[] = [
  { name: 'all servers, modern', revision: MODERN, eras: 'modern', endpoint: 'all', inherent: [] },
  { name: 'all servers, legacy', revision: LEGACY, eras: 'both', endpoint: 'all', inherent: RESUMPTION },
  {
    ...{ name: 'modern client, legacy server', revision: MODERN, eras: 'legacy', endpoint: 'one' },
    inherent: QUESTIONS,
  },
  {
    ...{ name: 'legacy client, modern server', revision: LEGACY, eras: 'modern', endpoint: 'one' },
    inherent: RESUMPTION,
  },
  {
    ...{ name: 'all servers, modern client, legacy server', revision: MODERN, eras: 'legacy', endpoint: 'all' },
    inherent: QUESTIONS,
  },
]

/** Runs the suite on one road, and beside it against a server that speaks both eras. */
export async function runRoad(road: Road): Promise<RoadOutcome> {
  const [direct, through] = await Promise.all([measureDirect(road.revision), measureThrough(road)])
  return { road, through: tally(through), differences: compare(direct.checks, through.checks) }
}

async function measureDirect(revision: Revision): Promise<Findings> {
  const fixture = await startFixture()
  const forwarder = await startForwarder(fixture.url, {})
  try {
    return await runReferee(forwarder.url, revision)
  } finally {
    await forwarder.close()
    await fixture.close()
  }
}

async function measureThrough({ revision, eras, endpoint }: Road): Promise<Findings> {
  const fixture = await startFixture({ eras })
  const gateway = await startHere({
    servers: { fixture: { url: fixture.url } },
    policies: { policy: { version: '1', default: 'allow' } },
  })
  const { url, headers } = gateway.at(endpoint === 'one' ? 'fixture' : undefined)
  const before = endpoint === 'one' ? startForwarder(url, headers) : startUnprefixer(url, headers, 'fixture__')
  const forwarder = await before
  try {
    return await runReferee(forwarder.url, revision)
  } finally {
    await forwarder.close()
    await gateway.close()
    await fixture.close()
  }
}

/** Scenarios that differ and need not. */
export const unexpected = ({ road, differences }: RoadOutcome): readonly Difference[] =>
  differences.filter(({ scenario }) => !road.inherent.includes(scenario))

/** Lines for the terminal. */
export function roadReport(outcomes: readonly RoadOutcome[]): string {
  return outcomes
    .flatMap(({ road: { name, revision, inherent }, through, differences }) => [
      `${revision}  ${name}: ${through.scenarios} scenarios, ${through.passed} passed, ${differences.length} differing`,
      ...differences.map(
        ({ scenario, id, direct, through: is, error = '' }) =>
          `  ${inherent.includes(scenario) ? 'has to differ' : 'differs'}: ${scenario} ${id}: ${direct} → ${is} ${error}`,
      ),
    ])
    .join('\n')
}
