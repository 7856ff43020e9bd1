import { expect, it } from 'vitest'
import type { Policy } from '../policy/policy.ts'
import { surfaceWarnings } from './surface-findings.ts'

const placesOf = (more: Partial<Policy>): readonly string[] =>
  surfaceWarnings({ version: '1', default: 'deny', ...more }).map(({ path }) => path.join('/'))

it.each<readonly [Partial<Policy>, readonly string[]]>([
  [{ resources: { allow: ['file:///srv/a/*'], deny: ['file:///SRV/**'] } }, ['resources/allow/0']],
  [{ resources: { allow: ['file:///srv/**'], deny: ['file:///srv/a/*'] } }, []],
  [{ resources: { deny: ['a://x/*'], hide: ['a://**'] } }, ['resources/deny/0']],
  [{ prompts: { allow: ['Admin_x', 'y'], hide: ['admin_*'] } }, ['prompts/allow/0']],
  [{ resources: { default: 'allow', allow: ['a://x'] } }, ['resources/allow']],
  [{ default: 'allow', prompts: { allow: ['x'] } }, ['prompts/allow']],
  [{ default: 'allow', prompts: { default: 'deny', allow: ['x'] } }, []],
  [{ elicitation: { url: { hosts: [] } } }, ['elicitation/url/hosts']],
  [{ elicitation: { url: { hosts: ['a.example'] } }, sampling: 'deny' }, []],
])('warns of %j at %j', (more, places) => {
  expect(placesOf(more)).toEqual(places)
})
