import { describe, expect, it } from 'vitest'
import type { Server } from '../ports/directory.ts'
import type { Upstream } from './upstream/link.ts'
import { Visit } from './upstream/visit.ts'
import { createUpstreams, type Reaching } from './upstreams.ts'

const server = (id: string, more: Partial<Server> = {}): Server => ({
  id,
  slug: 'shop',
  transport: { kind: 'http', url: new URL('https://shop.test/mcp'), headers: {} },
  limits: { headersTimeout: 1, bodyTimeout: 1, connectTimeout: 1, maxConnections: 1, maxMessageBytes: 1 },
  ...more,
})

const by = (owner: string, of: Server): Reaching => ({
  server: of,
  grant: {
    subject: { organisation: 'a', grant: `of-${owner}`, label: '', owner, tags: {} },
    tokenDigest: owner,
    expires: undefined,
  },
})

function open() {
  const closed: Upstream[] = []
  const opened: string[] = []
  const upstreams = createUpstreams(
    (one, owner) => {
      opened.push(`${one.id} ${owner}`.trim())
      const upstream: Upstream = {
        link: () => undefined,
        close: async () => void closed.push(upstream),
      }
      return upstream
    },
    () => 0,
  )
  return { upstreams, opened, closed }
}

const administration = (authentication: 'none' | 'server' | 'owner') => ({
  administration: { organisation: 'a', authentication },
})

describe('upstreams', () => {
  it.each([undefined, administration('none'), administration('server')])(
    'are shared by everybody who proves himself alike',
    (more) => {
      const { upstreams } = open()
      const shop = server('s', more)
      expect(upstreams.of(by('ann', shop))).toBe(upstreams.of(by('bob', shop)))
      // The same server, told again.
      expect(upstreams.of(by('ann', server('s', more)))).toBe(upstreams.of(by('bob', shop)))
    },
  )

  it('are not shared by servers that only look alike', () => {
    const { upstreams } = open()
    expect(upstreams.of(by('ann', server('s')))).not.toBe(upstreams.of(by('ann', server('t'))))
    expect(upstreams.of(by('ann', server('s')))).not.toBe(
      upstreams.of(by('ann', server('s', administration('server')))),
    )
  })

  it('are each owner’s own where each has a credential of his own, for as long as they are used', async () => {
    const { upstreams, opened, closed } = open()
    const shop = server('s', administration('owner'))
    const [ann, bob] = [upstreams.of(by('ann', shop)), upstreams.of(by('bob', shop))]
    expect([ann === bob, opened]).toEqual([false, ['s ann', 's bob']])
    for (const now of [0, 30_000, 61_000]) upstreams.letGo(new Set([ann]), now)
    expect(closed).toEqual([bob])
    expect(upstreams.of(by('ann', shop))).toBe(ann)
    expect(upstreams.of(by('bob', shop))).not.toBe(bob)
    upstreams.retain([])
    await upstreams.close()
    expect(new Set(closed).size).toBe(3)
  })
})

describe('the gate of a server', () => {
  it('[pace.bounded] has the bounds that are configured now, whoever comes under earlier ones', () => {
    const { upstreams } = open()
    const wide = server('s', { limits: { ...server('s').limits, maxConcurrency: 2 } })
    const narrow = server('s', { limits: { ...wide.limits, maxConcurrency: 1 } })
    const gate = upstreams.gate(wide)
    upstreams.retain([narrow])
    expect(upstreams.gate(wide)).toBe(gate)
    const come = () => gate?.enter(new Visit({ grant: 'g', owner: 'ann' }, 1), false)
    expect([come(), come()]).toEqual(['in', 'waiting'])
    upstreams.retain([])
    expect(upstreams.standings()).toEqual([])
  })
})
