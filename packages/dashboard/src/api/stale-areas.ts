/** What a change makes stale: the areas of routes (the first part of their ids) that show an object of its kind. */

const AREAS: Readonly<Record<string, readonly string[]>> = {
  account: ['members', 'account', 'teams'],
  approval: ['approvals'],
  changes: [],
  delegation: ['approval_delegations', 'approvals'],
  grant: ['grants', 'counters'],
  grant_template: ['grants', 'grant_templates'],
  invitation: ['invitations', 'members'],
  issuer: ['issuers'],
  key: ['keys'],
  kill: ['kills', 'servers', 'grants'],
  organisation: ['organisations', 'policies', 'account'],
  policy: ['policies', 'grants', 'counters', 'organisations', 'teams'],
  server: ['servers', 'grants', 'connections', 'templates', 'counters'],
  session: ['sessions'],
  sign_on: ['sign_on'],
  team: ['teams', 'approvals'],
  webhook: ['webhooks'],
}

/** The areas, with that of the log of changes; undefined: nobody knows, so that everything is. */
export function staleAreas(kind: string): readonly string[] | undefined {
  const areas = Object.hasOwn(AREAS, kind) ? AREAS[kind] : undefined
  return areas && [...areas, 'audit']
}
