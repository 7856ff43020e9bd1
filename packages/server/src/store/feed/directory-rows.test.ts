import { describe, expect, it } from 'vitest'
import type { Caller } from '../../ports/directory.ts'
import type { DirectoryContent } from '../file/directory.ts'
import { createFedDirectory, type FedDirectory } from './directory.ts'
import { feedGrant, feedKill, feedOrganisation, feedPolicy, feedServer, part, whole } from './sample.contract.ts'

const FOREVER = 1_000_000
const EMPTY: DirectoryContent = { servers: [], grants: [] }
const OPEN = feedPolicy('pol_open', { default: 'allow' })
const SHUT = feedPolicy('pol_shut', { default: 'deny' })
const ORGANISATIONS = [feedOrganisation('org_a'), feedOrganisation('org_b'), feedOrganisation('local')]

function open(content = EMPTY): { readonly directory: FedDirectory; readonly told: string[] } {
  const told: string[] = []
  return { directory: createFedDirectory(content, (text) => told.push(text)), told }
}

function callerOf(directory: FedDirectory, digest = 'd1', slug = 'shop', at = FOREVER): Caller {
  const found = directory.caller(digest, slug, at)
  if (typeof found === 'string') throw new Error(found)
  return found
}

describe('a directory with rows that cannot be used', () => {
  it('closes what a row stands for that cannot be used, and says so', () => {
    const { directory, told } = open()
    const shop = feedServer('srv_shop')
    directory.feed(
      whole({
        organisations: ORGANISATIONS,
        servers: [
          shop,
          feedServer('srv_mail', { transport: { kind: 'http', url: 'file:///etc/passwd', headers: {} } }),
          feedServer('srv_odd', { slug: 'Not/A-Slug' }),
        ],
        policies: [OPEN, feedPolicy('pol_bad', { default: 'perhaps' })],
        grants: [
          feedGrant('gr_1', 'd1'),
          feedGrant('gr_2', 'd2', { reaches: [{ server: 'srv_mail', policy: 'pol_open', shadow: undefined }] }),
          feedGrant('gr_3', 'd3', { reaches: [{ server: 'srv_shop', policy: 'pol_bad', shadow: undefined }] }),
          feedGrant('gr_4', 'd4', { addresses: ['10.0.0.0/8', 'somewhere'] }),
        ],
      }),
    )
    expect(callerOf(directory).policy?.id).toBe('pol_open')
    expect(directory.caller('d2', 'mail', FOREVER)).toBe('unknown_server')
    expect(callerOf(directory, 'd3').policy).toBeUndefined()
    expect(directory.caller('d4', 'shop', FOREVER)).toBe('unknown_token')
    expect(told).toHaveLength(4)
    for (const part of ['pol_bad', 'mail of org_a', 'Not/A-Slug of org_a', 'gr_4 of org_a']) {
      expect(told.join('\n')).toContain(part)
    }
  })

  it('closes what a baseline stood over that is not there', () => {
    const { directory, told } = open()
    const server = feedServer('srv_shop', { baseline: 'pol_gone' })
    directory.feed(
      whole({ organisations: ORGANISATIONS, servers: [server], policies: [OPEN], grants: [feedGrant('gr_1', 'd1')] }),
    )
    expect(callerOf(directory).policy).toBeUndefined()
    expect(told).toEqual(['There is no policy pol_gone. Every call that needs it is denied.'])
  })

  it('closes what belongs to an organisation of which nothing is told', () => {
    const { directory } = open()
    directory.feed(whole({ servers: [feedServer('srv_shop')], policies: [OPEN], grants: [feedGrant('gr_1', 'd1')] }))
    expect(directory.caller('d1', 'shop', FOREVER)).toBe('unknown_server')
  })
})

describe('a row in an unknown shape', () => {
  it('keeps nothing else of its change from coming into force', () => {
    const { directory, told } = open()
    const rows = { organisations: ORGANISATIONS, servers: [feedServer('srv_shop')], policies: [OPEN] }
    directory.feed(whole({ ...rows, grants: [feedGrant('gr_1', 'd1')] }))
    const odd = [JSON.parse('{"id":"gr_2","organisation":"org_a"}'), feedGrant('gr_3', 'd3')]
    const kills = [feedKill('k1', { kind: 'grant', grant: 'gr_1' })]
    const servers = [JSON.parse('{"id":"srv_odd","organisation":"org_a","slug":"odd"}')]
    directory.feed(part({ grants: odd, servers, kills }))
    expect(callerOf(directory).stopped?.id).toBe('k1')
    expect(callerOf(directory, 'd3').stopped).toBeUndefined()
    expect(told.map((text) => text.split(' ')[1])).toEqual(['server', 'grant'])
  })
})

describe('a raise', () => {
  it('ends at the instant that was told before, whether or not somebody tells of it', () => {
    const { directory } = open()
    const reach = {
      server: 'srv_shop',
      policy: 'pol_open',
      shadow: undefined,
      later: { from: 500, policy: 'pol_shut' },
    }
    const grant = feedGrant('gr_1', 'd1', { reaches: [reach] })
    const servers = [feedServer('srv_shop')]
    directory.feed(whole({ organisations: ORGANISATIONS, servers, policies: [OPEN, SHUT], grants: [grant] }))
    const policyAt = (at: number) => callerOf(directory, 'd1', 'shop', at).policy?.id
    expect([policyAt(0), policyAt(499), policyAt(500), policyAt(9000)]).toEqual([
      'pol_open',
      'pol_open',
      'pol_shut',
      'pol_shut',
    ])
    expect(policyAt(0)).toBe('pol_shut')
    const open500 = { ...reach, later: { from: 500, policy: undefined } }
    directory.feed(part({ grants: [feedGrant('gr_1', 'd1', { reaches: [open500] })] }))
    expect([policyAt(0), policyAt(500)]).toEqual(['pol_open', undefined])
  })
})

describe('a policy that was read before', () => {
  it('is taken as it is', () => {
    const { directory, told } = open()
    const read = { version: '1', default: 'allow', tools: { pay: { action: 'deny' } } } as const
    const row = { ...OPEN, text: 'not read here', document: read }
    const servers = [feedServer('srv_shop')]
    directory.feed(whole({ organisations: ORGANISATIONS, servers, policies: [row], grants: [feedGrant('gr_1', 'd1')] }))
    expect(callerOf(directory).policy).toMatchObject({ id: 'pol_open', version: '1' })
    expect(told).toEqual([])
  })
})
