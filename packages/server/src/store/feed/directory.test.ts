import { compilePolicy, parsePolicy } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import type { Caller, Server } from '../../ports/directory.ts'
import type { DirectoryContent } from '../file/directory.ts'
import { createFedDirectory, type FedDirectory } from './directory.ts'
import {
  feedGrant,
  feedKill,
  feedOrganisation,
  feedPolicy,
  feedServer,
  LIMITS,
  part,
  whole,
} from './sample.contract.ts'

const FOREVER = 1_000_000
const EMPTY: DirectoryContent = { servers: [], grants: [] }
const OPEN = feedPolicy('pol_open', { default: 'allow' })
const ORGANISATIONS = [feedOrganisation('org_a'), feedOrganisation('org_b'), feedOrganisation('local')]
const SHUT = feedPolicy('pol_shut', { default: 'deny' })

function open(content = EMPTY): { readonly directory: FedDirectory; readonly told: string[] } {
  const told: string[] = []
  return { directory: createFedDirectory(content, (text) => told.push(text)), told }
}

function callerOf(directory: FedDirectory, digest = 'd1', slug = 'shop', at = FOREVER): Caller {
  const found = directory.caller(digest, slug, at)
  if (typeof found === 'string') throw new Error(found)
  return found
}

/** A file with one server and one grant. */
function file(slug: string): DirectoryContent {
  const server: Server = {
    id: slug,
    slug,
    transport: { kind: 'http', url: new URL(`https://${slug}.example/mcp`), headers: {} },
    limits: LIMITS,
  }
  const parsed = parsePolicy('{"version":"1","default":"deny"}')
  if (!parsed.ok) throw new Error('unexpected')
  const policy = { id: 'p', version: '1', compiled: compilePolicy(parsed.policy, { id: 'p' }) }
  const subject = { organisation: 'local', grant: 'first', label: 'first', owner: 'me', tags: {} }
  return {
    servers: [server],
    grants: [
      { grant: { subject, tokenDigest: 'f1', expires: undefined }, reaches: new Map([[slug, { server, policy }]]) },
    ],
  }
}

describe('a directory that is fed', () => {
  it('knows who a token is, and where it leads', () => {
    const { directory, told } = open()
    expect(directory.caller('d1', 'shop', FOREVER)).toBe('unknown_token')
    directory.feed(
      whole({
        organisations: ORGANISATIONS,
        servers: [feedServer('srv_shop')],
        policies: [OPEN],
        grants: [feedGrant('gr_1', 'd1')],
      }),
    )
    const caller = callerOf(directory)
    expect(caller).toMatchObject({
      grant: { subject: { organisation: 'org_a', grant: 'gr_1', owner: 'ann' }, tokenDigest: 'd1' },
      server: { id: 'srv_shop', slug: 'shop', administration: { organisation: 'org_a' } },
      policy: { id: 'pol_open', version: '1' },
      stopped: undefined,
      generation: directory.generation,
    })
    expect(directory.caller('d1', 'other', FOREVER)).toBe('unknown_server')
    expect(directory.caller('d1', '__proto__', FOREVER)).toBe('unknown_server')
    expect(directory.caller('constructor', 'shop', FOREVER)).toBe('unknown_token')
    expect(callerOf(directory)).toBe(caller)
    expect(told).toEqual([])
  })

  it('takes parts over, all at once, and drops what is gone', () => {
    const { directory } = open()
    const generations: number[] = []
    directory.subscribe((generation) => generations.push(generation))
    directory.feed(
      whole({
        organisations: ORGANISATIONS,
        servers: [feedServer('srv_shop')],
        policies: [OPEN],
        grants: [feedGrant('gr_1', 'd1')],
      }),
    )
    const before = callerOf(directory)
    directory.feed(part({ grants: [feedGrant('gr_2', 'd2')], policies: [{ ...OPEN, version: '2' }] }))
    expect(callerOf(directory, 'd2').policy?.version).toBe('2')
    expect(callerOf(directory).policy?.version).toBe('2')
    // What did not change keeps its connections and its known tools.
    expect(callerOf(directory).server).toBe(before.server)
    directory.feed(part({}, { grants: ['gr_1'] }))
    expect(directory.caller('d1', 'shop', FOREVER)).toBe('unknown_token')
    directory.feed(whole({ organisations: ORGANISATIONS, servers: [feedServer('srv_shop')], policies: [OPEN] }))
    expect(directory.caller('d2', 'shop', FOREVER)).toBe('unknown_token')
    directory.feed(part({}, { servers: ['srv_shop'] }))
    expect(directory.servers()).toEqual([])
    expect(generations).toEqual([2, 3, 4, 5, 6])
  })

  it('knows several tokens of a grant, each with an end and a server of its own', () => {
    const { directory } = open()
    const tokens = [
      { digest: 'old', expires: 500, audience: undefined },
      { digest: 'new', expires: undefined, audience: undefined },
      { digest: 'one', expires: 2000, audience: 'mail' },
    ]
    const reaches = ['srv_shop', 'srv_mail'].map((server) => ({ server, policy: 'pol_open', shadow: undefined }))
    directory.feed(
      whole({
        organisations: ORGANISATIONS,
        servers: [feedServer('srv_shop'), feedServer('srv_mail')],
        policies: [OPEN],
        grants: [feedGrant('gr_1', '', { tokens, reaches, expires: 1000 })],
      }),
    )
    expect(callerOf(directory, 'old', 'shop', 499).grant.subject.grant).toBe('gr_1')
    expect(directory.caller('old', 'shop', 500)).toBe('expired')
    expect(callerOf(directory, 'new', 'shop', 999).grant.expires).toBe(1000)
    expect(directory.caller('new', 'shop', 1000)).toBe('expired')
    expect(callerOf(directory, 'one', 'mail', 999).server.slug).toBe('mail')
    expect(directory.caller('one', 'shop', 999)).toBe('unknown_token')
    expect(directory.caller('one', 'mail', 1000)).toBe('expired')
    expect(directory.callers('one', 0)).toBe('unknown_server')
    expect(directory.callers('new', 0)).toMatchObject([{ server: { slug: 'mail' } }, { server: { slug: 'shop' } }])
    expect(directory.callers('new', 1000)).toBe('expired')
  })

  it('keeps organisations apart, even where their slugs are the same', () => {
    const { directory } = open()
    const ours = feedServer('srv_shop')
    const theirs = feedServer('srv_theirs', { organisation: 'org_b', slug: 'shop' })
    const reach = (server: string) => [{ server, policy: 'pol_open', shadow: undefined }]
    directory.feed(
      whole({
        organisations: ORGANISATIONS,
        servers: [ours, theirs],
        policies: [OPEN, feedPolicy('pol_b', { default: 'allow' }, { organisation: 'org_b' })],
        grants: [
          feedGrant('gr_a', 'a'),
          feedGrant('gr_b', 'b', {
            organisation: 'org_b',
            reaches: [{ server: 'srv_theirs', policy: 'pol_b', shadow: undefined }],
          }),
          feedGrant('gr_x', 'x', { reaches: reach('srv_theirs') }),
          feedGrant('gr_y', 'y', { organisation: 'org_b', reaches: reach('srv_theirs') }),
        ],
      }),
    )
    expect(callerOf(directory, 'a').server.id).toBe('srv_shop')
    expect(callerOf(directory, 'b').server.id).toBe('srv_theirs')
    expect(callerOf(directory, 'b').policy?.id).toBe('pol_b')
    // A row that points into another organisation leads nowhere, or to no policy.
    expect(directory.caller('x', 'shop', FOREVER)).toBe('unknown_server')
    expect(callerOf(directory, 'y').policy).toBeUndefined()
  })

  it('puts baselines over a policy, and a draft beside it', () => {
    const { directory } = open()
    directory.feed(
      whole({
        organisations: [feedOrganisation('org_a', { baseline: 'pol_org' })],
        servers: [feedServer('srv_shop', { baseline: 'pol_server' })],
        policies: [
          OPEN,
          SHUT,
          feedPolicy('pol_org', { default: 'allow' }),
          feedPolicy('pol_server', { default: 'allow' }),
        ],
        grants: [
          feedGrant('gr_1', 'd1', { reaches: [{ server: 'srv_shop', policy: 'pol_open', shadow: 'pol_shut' }] }),
        ],
      }),
    )
    const { policy } = callerOf(directory)
    expect(policy).toMatchObject({ id: 'pol_open', baselines: ['pol_org', 'pol_server'], draft: 'pol_shut' })
    directory.feed(part({ organisations: [feedOrganisation('org_a')] }))
    expect(callerOf(directory).policy).toMatchObject({ baselines: ['pol_server'] })
  })

  it('compiles each version once', () => {
    const { directory } = open()
    const rows = {
      organisations: ORGANISATIONS,
      servers: [feedServer('srv_shop')],
      policies: [OPEN],
      grants: [feedGrant('gr_1', 'd1')],
    }
    directory.feed(whole(rows))
    const { policy } = callerOf(directory)
    directory.feed(part({ policies: [SHUT], grants: [feedGrant('gr_2', 'd2')] }))
    expect(callerOf(directory).policy).toBe(policy)
    expect(callerOf(directory, 'd2').policy).toBe(policy)
    directory.feed(whole(rows))
    expect(callerOf(directory).policy).toBe(policy)
    directory.feed(part({ policies: [{ ...OPEN, version: '2' }] }))
    expect(callerOf(directory).policy).not.toBe(policy)
  })

  it('holds beside a file, which goes before', () => {
    const { directory, told } = open(file('shop'))
    const local = { organisation: 'local' }
    directory.feed(
      whole({
        organisations: ORGANISATIONS,
        servers: [feedServer('srv_shop', local), feedServer('srv_mail', local)],
        policies: [{ ...OPEN, organisation: 'local' }],
        grants: [
          feedGrant('gr_1', 'd1', {
            ...local,
            reaches: ['srv_shop', 'srv_mail'].map((server) => ({ server, policy: 'pol_open', shadow: undefined })),
          }),
          feedGrant('first', 'd2', local),
        ],
      }),
    )
    expect(callerOf(directory, 'f1').server.id).toBe('shop')
    expect(directory.caller('d1', 'shop', FOREVER)).toBe('unknown_server')
    expect(callerOf(directory, 'd1', 'mail').server.id).toBe('srv_mail')
    expect(directory.caller('d2', 'shop', FOREVER)).toBe('unknown_server')
    expect(directory.servers().map(({ id }) => id)).toEqual(['shop', 'srv_mail'])
    expect(told).toHaveLength(2)
    // An edit of the file opens and closes as well.
    directory.replace(file('mail'))
    expect(directory.caller('d1', 'mail', FOREVER)).toBe('unknown_server')
    expect(callerOf(directory, 'd1', 'shop').server.id).toBe('srv_shop')
    expect(callerOf(directory, 'f1', 'mail').generation).toBe(directory.generation)
  })

  it('knows what is stopped, of the file too', () => {
    const { directory } = open(file('files'))
    const rows = {
      organisations: ORGANISATIONS,
      servers: [feedServer('srv_shop')],
      policies: [OPEN],
      grants: [feedGrant('gr_1', 'd1')],
    }
    directory.feed(whole(rows))
    const stopped = () => callerOf(directory).stopped?.id
    expect(stopped()).toBeUndefined()
    directory.feed(part({ kills: [feedKill('k1', { kind: 'organisation' })] }))
    expect(stopped()).toBe('k1')
    directory.feed(part({ kills: [feedKill('k2', { kind: 'server', server: 'srv_shop' })] }, { kills: ['k1'] }))
    expect(stopped()).toBe('k2')
    directory.feed(part({ kills: [feedKill('k3', { kind: 'grant', grant: 'gr_1' })] }, { kills: ['k2'] }))
    expect(stopped()).toBe('k3')
    directory.feed(
      part({ kills: [feedKill('k4', { kind: 'tool', server: 'srv_shop', tool: 'pay' })] }, { kills: ['k3'] }),
    )
    expect(stopped()).toBeUndefined()
    expect([...(callerOf(directory).stoppedTools?.keys() ?? [])]).toEqual(['pay'])
    // A stop of another organisation is none here.
    directory.feed(part({ kills: [feedKill('k5', { kind: 'server', server: 'srv_shop' }, { organisation: 'org_b' })] }))
    expect(stopped()).toBeUndefined()
    expect(callerOf(directory, 'f1', 'files').stopped).toBeUndefined()
    directory.feed(part({ kills: [feedKill('k6', { kind: 'grant', grant: 'first' }, { organisation: 'local' })] }))
    expect(callerOf(directory, 'f1', 'files').stopped?.id).toBe('k6')
  })

  it('carries pins, networks, and whether other issuers are asked', () => {
    const { directory } = open()
    const pins = { accepted: { pay: 'sha256:1' }, newTools: 'refuse' } as const
    directory.feed(
      whole({
        organisations: [feedOrganisation('org_a', { externalIssuers: true })],
        servers: [feedServer('srv_shop', { pins })],
        policies: [OPEN],
        grants: [feedGrant('gr_1', 'd1', { addresses: ['10.0.0.0/8'] })],
      }),
    )
    const caller = callerOf(directory)
    expect(caller.pins?.accepted.get('pay')).toBe('sha256:1')
    expect(caller.grant.networks?.has('10.1.1.1')).toBe(true)
    expect(caller.grant.networks?.has('11.1.1.1')).toBe(false)
    expect(directory.hasOtherIssuers).toBe(true)
    directory.feed(part({ servers: [feedServer('srv_shop')] }))
    expect(callerOf(directory).pins).toBeUndefined()
    expect(callerOf(directory).server).toBe(caller.server)
  })
})
