import { expect, it } from 'vitest'
import type { Caller } from '../../ports/directory.ts'
import type { Link, Upstream } from '../upstream/link.ts'
import { Conversation } from './conversation.ts'
import { TaskOwners } from './task-owners.ts'

const link: Link = {
  exchange: () => ({ cancel: () => undefined, resume: () => undefined }),
  listen: () => ({ cancel: () => undefined, resume: () => undefined }),
  close: async () => 200,
  dead: false,
}
const upstream: Upstream = { link: () => link, close: async () => undefined }

function conversation(grant: string): Conversation {
  const caller: Caller = {
    grant: {
      subject: { organisation: 'local', grant, label: grant, owner: 'me', tags: {} },
      tokenDigest: grant,
      expires: undefined,
    },
    server: {
      id: 'shop',
      slug: 'shop',
      transport: { kind: 'http', url: new URL('https://shop.test/mcp'), headers: {} },
      limits: { headersTimeout: 1, bodyTimeout: 1, connectTimeout: 1, maxConnections: 1, maxMessageBytes: 1 },
    },
    policy: undefined,
    generation: 1,
  }
  return new Conversation(caller, link, { upstream, slot: 0, stateless: true, now: 0 })
}

const ana = conversation('ana')
const task = { tool: 'long', era: 'modern', aftermath: undefined } as const

it('knows a task to the grant that began it, on the server where it did', () => {
  const owners = new TaskOwners()
  owners.note(ana, 't', task)
  expect(owners.owns(ana, 't')).toBe(true)
  expect(owners.owns({ grant: 'ben', server: 'shop' }, 't')).toBe(false)
  expect(owners.owns({ grant: 'ana', server: 'desk' }, 't')).toBe(false)
  for (const other of ['T', undefined, null, 1, ['t']]) expect(owners.owns(ana, other)).toBe(false)
})

it('forgets the oldest tasks of a grant, and grants that were quiet longest', () => {
  const owners = new TaskOwners()
  for (let i = 0; i <= 1_000; i++) owners.note(ana, `t${i}`, task)
  expect(owners.owns(ana, 't0')).toBe(false)
  expect(owners.owns(ana, 't1')).toBe(true)
  for (let i = 0; i < 10_000; i++) owners.note(conversation(`g${i}`), 't', task)
  expect(owners.owns(ana, 't1')).toBe(false)
  expect(owners.owns({ grant: 'g9999', server: 'shop' }, 't')).toBe(true)
})

it('forgets a task that was cancelled', () => {
  const owners = new TaskOwners()
  owners.note(ana, 't', task)
  owners.note(ana, 'u', task)
  owners.forget(ana, 't')
  expect([owners.owns(ana, 't'), owners.owns(ana, 'u')]).toEqual([false, true])
  expect(owners.all().map(({ tasks }) => [...tasks.keys()])).toEqual([['u']])
  owners.forget(ana, 'u')
  expect(owners.all()).toEqual([])
})
