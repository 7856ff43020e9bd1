import { describe, expect, it } from 'vitest'
import { feedServers } from '../server/feed.ts'
import { ACME, openServers } from '../server/open-servers.contract.ts'

describe('a server from a template', () => {
  const template = {
    name: 'files',
    description: 'Files',
    command: process.execPath,
    args: ['server.js', '{folder}', '--depth={depth}'],
    env: { PATH: '/bin', TOKEN: '{token}', OPERATORS: 'own-s3cr3t' },
    cwd: undefined,
    share: 'session',
    maxChildren: 3,
    idleTimeout: 1000,
    parameters: {
      folder: { kind: 'path', within: '/srv/shared', description: '', standard: undefined },
      depth: { kind: 'number', least: 1, most: 9, description: '', standard: '3' },
      token: { kind: 'secret', description: '', standard: undefined },
    },
  } as const
  const from = { template: 'files', parameters: { folder: '/srv/shared/a', token: 't0p-s3cr3t' } }

  it('[servers.template] [servers.headers] is the operator’s program with the admin’s values; secrets are sealed, and shown to nobody', async () => {
    const test = await openServers({ templates: [template] })
    const made = await test.call(`POST ${ACME}`, { body: { slug: 'files', from, probe: false } })
    expect(made.body.server.way).toEqual({
      kind: 'template',
      template: 'files',
      parameters: { folder: '/srv/shared/a' },
    })
    const [fed] = await feedServers(test.control)
    expect(fed?.transport).toMatchObject({
      kind: 'stdio',
      command: process.execPath,
      args: ['server.js', '/srv/shared/a', '--depth=3'],
      env: { PATH: '/bin', TOKEN: 't0p-s3cr3t', OPERATORS: 'own-s3cr3t' },
    })
    const shown = JSON.stringify([
      made.body,
      (await test.call(`GET ${ACME}`)).body,
      (await test.call('GET /organisations/acme/templates')).body,
      test.told,
      await test.control.db.selectFrom('servers').selectAll().execute(),
      await test.control.db.selectFrom('server_secrets').selectAll().execute(),
    ])
    expect(shown).not.toContain('s3cr3t')
  })

  it.each([
    [{ folder: '/etc', token: 't' }],
    [{ folder: '/srv/shared/../x', token: 't' }],
    [{ folder: '/srv/shared-else', token: 't' }],
    [{ folder: 'a', token: 't' }],
    [{ folder: '/srv/shared/a' }],
    [{ folder: '/srv/shared/a', token: '' }],
    [{ folder: '/srv/shared/a', token: 'a\nb' }],
    [{ folder: '/srv/shared/a', token: 't', depth: 10 }],
    [{ folder: '/srv/shared/a', token: 't', depth: '1e1' }],
    [{ folder: '/srv/shared/a', token: 't', command: '/bin/sh' }],
  ])('takes no other values: %j', async (parameters) => {
    const test = await openServers({ templates: [template] })
    const made = await test.call(`POST ${ACME}`, {
      body: { slug: 'files', from: { template: 'files', parameters }, probe: false },
    })
    expect(made.status).toBe(422)
    expect(made.body.errors[0].field).toMatch(/^\/body\/from\/parameters\//)
  })

  it('[servers.template] is no command of an admin’s', async () => {
    const test = await openServers()
    for (const from of [
      { command: '/bin/sh', args: [] },
      { template: 'none', parameters: {} },
      { template: 'files', command: 'x' },
    ])
      expect((await test.call(`POST ${ACME}`, { body: { slug: 'x', from, probe: false } })).status).toBe(422)
  })

  it('is used no more once the operator offers it no more', async () => {
    const templates = [template]
    const test = await openServers({ templates })
    await test.call(`POST ${ACME}`, { body: { slug: 'files', from, probe: false } })
    templates.pop()
    expect(await feedServers(test.control)).toEqual([])
  })
})
