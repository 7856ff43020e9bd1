/** Names of policies, for those who may see them. */
import { allOf, type Session } from '../remote/session.ts'
import { Stop } from '../remote/stop.ts'

/** What a policy is called by its id; the id itself, for who may not see policies. */
export type NameOfPolicy = (id: string | null) => string | null

/** Reads them. */
export async function policyNames(session: Session): Promise<NameOfPolicy> {
  const params = { organisation: session.organisation }
  try {
    const policies = await allOf((query) => session.ask('policies.list', { params, query }))
    const names = new Map(policies.map(({ id, name }) => [id, name]))
    return (id) => (id === null ? null : (names.get(id) ?? id))
  } catch (error) {
    // A role for one server alone shows servers, and no policies.
    if (error instanceof Stop) return (id) => id
    throw error
  }
}
