/** As code: what is exported makes the same again; plans say what is different, and nothing else. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { referenceTo } from '../../config/environment.ts'
import { readFolder } from './folder.ts'
import { EVERYTHING, exported, folderOf, make, open, plan, put, READ_ONLY, RICH } from './folder-house.contract.ts'
import { planText } from './plan-text.ts'

describe('export and apply', () => {
  it('give the same again: apply, export, apply elsewhere, export', async () => {
    const { session } = await open()
    const [acme, globex] = [session('acme'), session('globex')]
    const source = folderOf({ ...RICH, 'secret.txt': 'canary-secret\n' })
    const tokens = await make(acme, source, await plan(acme, source))
    expect(tokens.map((token) => token.slice(0, 3)).sort()).toEqual(['pc_', 'whs', 'whs'])
    const first = await exported(acme)
    await make(globex, folderOf(first), await plan(globex, folderOf(first)))
    expect(await exported(globex)).toEqual(first)
    expect(Object.keys(first).sort()).toEqual([...Object.keys(RICH)].sort())
    expect(JSON.stringify(first)).not.toContain('canary')
    expect(first['policies/read-only.json']).toBe(READ_ONLY)
    for (const one of [acme, globex]) expect((await plan(one, folderOf(first))).changes).toEqual([])
  })

  it('keep the names and references of files that are there', async () => {
    const { session } = await open()
    const acme = session('acme')
    const source = folderOf({
      ...RICH,
      'secret.txt': 'x',
      'grants/ci.yaml': '',
      'grants/zz.yml': RICH['grants/ci.yaml'] ?? '',
    })
    rmSync(join(source, 'grants/ci.yaml'))
    await make(acme, source, await plan(acme, source))
    const again = await exported(acme, source)
    expect(again['servers/shop.yaml']).toContain(`Bearer ${referenceTo('SHOP_TOKEN')}`)
    expect(again['servers/crm.yaml']).toContain(`${referenceTo('file:secret.txt')}`)
    expect(Object.keys(again)).toContain('grants/zz.yml')
  })

  it('hold for any grants, tags, addresses and limits', async () => {
    const { session, control } = await open()
    const word = fc.stringMatching(/^[a-z]{1,8}$/)
    const grant = fc.record({
      label: fc
        .string({ minLength: 1, maxLength: 20 })
        .filter((text) => text.trim() === text && text !== '' && !/\p{C}/u.test(text)),
      servers: fc.dictionary(fc.constantFrom('one', 'two'), fc.constantFrom('house', null)),
      tags: fc.dictionary(word, fc.string({ maxLength: 12, unit: 'grapheme' })),
      addresses: fc.uniqueArray(fc.constantFrom('10.0.0.0/8', '2001:db8::/32', '192.0.2.1/32')),
      expires: fc.option(fc.constant('2030-05-06T07:08:09.010Z')),
    })
    let number = 0
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(grant, { selector: ({ label }) => label, maxLength: 4 }),
        fc.integer({ min: 1, max: 1024 }),
        async (grants, maxConnections) => {
          const [from, to] = [`from${number}`, `to${number++}`]
          const row = { label: 'x', baseline: null, settings: '{}', revision: 1, created: 0 }
          await control.control.db
            .insertInto('organisations')
            .values([
              { ...row, id: from },
              { ...row, id: to },
            ])
            .execute()
          const files = {
            'policies/house.json': EVERYTHING,
            'servers/one.yaml': JSON.stringify({
              label: 'One',
              url: 'https://one.example.com/',
              limits: { maxConnections },
            }),
            'servers/two.yaml': JSON.stringify({ label: 'Two', url: 'https://two.example.com/mcp' }),
            ...Object.fromEntries(grants.map((one, at) => [`grants/${at}.yaml`, JSON.stringify(one)])),
          }
          const source = folderOf(files)
          await make(session(from), source, await plan(session(from), source))
          const first = await exported(session(from))
          const copy = folderOf(first)
          await make(session(to), copy, await plan(session(to), copy))
          expect(await exported(session(to))).toEqual(first)
          expect((await plan(session(from), source)).changes).toEqual([])
        },
      ),
      { numRuns: 4 },
    )
  })
})

describe('a plan', () => {
  it('says what is different, and what a policy would answer otherwise', async () => {
    const { session } = await open()
    const acme = session('acme')
    const folder = folderOf({ ...RICH, 'secret.txt': 'x' })
    await make(acme, folder, await plan(acme, folder))
    put(folder, 'policies/read-only.json', EVERYTHING)
    put(folder, 'servers/shop.yaml', (RICH['servers/shop.yaml'] ?? '').replace('shop.example.com', 'new.example.com'))
    put(folder, 'grants/ci.yaml', (RICH['grants/ci.yaml'] ?? '').replace('growth', 'sales'))
    rmSync(join(folder, 'servers/old.yaml'))
    const next = await plan(acme, folder)
    const text = planText(next)
    expect(text).toContain('~ policy read-only is changed (policies/read-only.json): it allows more than before')
    expect(text).toContain('url: https://shop.example.com/mcp → https://new.example.com/mcp')
    expect(text).toContain('tags.team: growth → sales')
    expect(text).toContain('server old')
    expect(text).toContain('3 to edit.')
    await make(acme, folder, next)
    // Another host drops what proved itself to the former one: it was sent anew.
    const { body } = await acme.ask('servers.read', { params: { organisation: 'acme', server: 'shop' } })
    expect(body).toMatchObject({
      way: { url: 'https://new.example.com/mcp' },
      authentication: { kind: 'headers', names: ['Authorization'] },
    })
    expect((await plan(acme, folder)).changes).toEqual([])
  })

  it('removes only when asked, what no file wants, and what uses it first', async () => {
    const { session } = await open()
    const acme = session('acme')
    const folder = folderOf({ ...RICH, 'secret.txt': 'x' })
    await make(acme, folder, await plan(acme, folder))
    for (const path of [
      'organisation.yaml',
      'grants/ci.yaml',
      'servers/shop.yaml',
      'pins/shop.json',
      'policies/read-only.json',
      'templates/everybody.yaml',
    ])
      rmSync(join(folder, path))
    put(folder, 'organisation.yaml', 'baseline: house\n')
    expect((await plan(acme, folder)).changes.filter(({ action }) => action === 'remove')).toEqual([])
    const pruned = await plan(acme, folder, { prune: true })
    expect(
      pruned.changes.filter(({ action }) => action === 'remove').map(({ kind, name }) => `${kind} ${name}`),
    ).toEqual(['grant CI', 'template Everybody', 'server shop', 'policy read-only'])
    await make(acme, folder, pruned)
    expect((await plan(acme, folder, { prune: true })).changes).toEqual([])
    rmSync(join(folder, 'grants'), { recursive: true })
    rmSync(join(folder, 'servers'), { recursive: true })
    expect((await plan(acme, folder, { prune: true })).changes).toEqual([])
  })

  it('is refused where a name leads nowhere, a secret stands in clear, or a variable is not set', async () => {
    const { session } = await open()
    const acme = session('acme')
    const lost = folderOf({ 'grants/a.yaml': 'label: A\nowner: nobody@example.com\nservers:\n  shop: gone\n' })
    await expect(plan(acme, lost)).rejects.toThrow(/no member[\s\S]*no server "shop"[\s\S]*no policy "gone"/)
    const clear = folderOf({
      'servers/a.yaml':
        'label: A\nurl: https://a.example.com\nauthentication:\n  kind: headers\n  headers:\n    X-Key: canary\n',
    })
    const planned = await plan(acme, clear)
    const failure: unknown = await make(acme, clear, planned).catch((error: unknown) => error)
    expect(String(failure)).toMatch(/servers\/a\.yaml: authentication\.headers\.X-Key is a secret in clear/)
    expect(String(failure)).not.toContain('canary')
    put(
      clear,
      'servers/a.yaml',
      readFileSync(join(clear, 'servers/a.yaml'), 'utf8').replace('canary', `${referenceTo('UNSET_NAME')}`),
    )
    await expect(make(acme, clear, await plan(acme, clear))).rejects.toThrow('the variable UNSET_NAME is not set')
  })

  it('names every problem of the files with its place', () => {
    const folder = folderOf({
      'policies/bad.json': '{ "version": "1", "default": "maybe" }',
      'policies/Bad.json': EVERYTHING,
      'servers/a.yaml': 'label: A\n',
      'grants/a.yaml': 'label: A\nlabel: B\n',
      'grants/b.yaml': 'label: B\n',
      'grants/c.yaml': 'label: B\nexpires: soon\n',
    })
    const wrong = () => readFolder(folder)
    for (const part of ['bad.json:1:', 'Bad.json', 'servers/a.yaml', 'grants/a.yaml', 'expires'])
      expect(wrong).toThrow(part)
    expect(readdirSync(folder)).toContain('grants')
  })

  it('makes a server of a template, its secret parameter by reference', async () => {
    const { session } = await open()
    const acme = session('acme')
    const folder = folderOf({
      'servers/disk.yaml': `label: Disk\ntemplate: files\nparameters:\n  folder: a\n  key: ${referenceTo('SHOP_TOKEN')}\n`,
    })
    await make(acme, folder, await plan(acme, folder))
    expect((await plan(acme, folder)).changes).toEqual([])
    expect((await exported(acme))['servers/disk.yaml']).toContain(`key: ${referenceTo('DISK_KEY')}`)
    expect((await plan(acme, folder, { secrets: true })).changes).toHaveLength(1)
  })
})
