/** What clients say of themselves, used to let calls pass. */
import type { Draft, FindingKind } from '../finding.ts'
import type { Subject } from '../subject.ts'

export const clientFacts: FindingKind = {
  code: 'client_facts',
  severity: 'warning',
  title: 'A client’s own word opens the way',
  why: '`client.name` and `client.version` are what the client reports of itself: any client can report anything. Use them to refuse or to ask, never to allow. Who calls is told by the grant: `grant.label`, `grant.owner`, `grant.tags.*`.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: { deploy: { require: [{ conditions: [{ path: 'client.name', op: 'eq', value: 'release-bot' }] }] } },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: { deploy: { require: [{ conditions: [{ path: 'grant.label', op: 'eq', value: 'release-bot' }] }] } },
    },
  },
}

function find({ guards }: Subject): readonly Draft[] {
  return guards.flatMap(({ path, comparison, opens }) => {
    if (!opens || !comparison.path.startsWith('client.')) return []
    const message = `calls pass because of ${comparison.path}, which the client says of itself`
    return [{ path: [...path, 'path'], message, remedy: 'Go by grant.label, grant.owner or grant.tags instead.' }]
  })
}
