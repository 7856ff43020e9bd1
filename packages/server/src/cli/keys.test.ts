import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { secretPlace } from '../control/server/secrets.ts'
import { openKeyring } from '../crypto/keyring.ts'
import { createSealer } from '../crypto/seal.ts'
import { openSql } from '../store/sql/open.ts'
import { listKeys, rotate } from './keys.ts'

function installation(): { readonly config: string; readonly data: string } {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'portcullis.yaml'), 'data: data\n', { mode: 0o600 })
  return { config: join(folder, 'portcullis.yaml'), data: join(folder, 'data') }
}

async function told(command: typeof listKeys, config: string, json = true) {
  const said = { out: '', error: '', code: 0 }
  await command(
    { config, json },
    {
      out: (text) => (said.out += text),
      error: (text) => (said.error += text),
      exit: (code) => {
        said.code = code
      },
    },
  )
  return said
}

describe('portcullis keys', () => {
  it('[keys.rotated] rotates beside a process that has the database open, and shows no key', async () => {
    const { config, data } = installation()
    expect(JSON.parse((await told(listKeys, config)).out)).toMatchObject([{ seals: true, used: false }])
    const running = await openSql({ kind: 'sqlite', path: join(data, 'control.db') })
    const keys = openKeyring(join(data, 'seal.keys'), {}, () => 0)
    if (running.outcome === 'refused' || !keys.ok) throw new Error('it is not there')
    const sealer = createSealer(keys.keyring)
    const secret = { server: 'srv_1', organisation: 'local', field: 'headers' }
    const put = (text: string) => ({ ...secret, sealed: sealer.seal(text, secretPlace(secret)) })
    await running.db.insertInto('server_secrets').values(put('s3cr3t')).execute()
    const former = keys.keyring.current().id
    const rotated = await told(rotate, config)
    expect(JSON.parse(rotated.out)).toMatchObject({ resealed: 1, unopened: 0, removed: [] })
    const row = await running.db.selectFrom('server_secrets').selectAll().executeTakeFirstOrThrow()
    expect(sealer.open(row.sealed, secretPlace(secret))).toBe('s3cr3t')
    expect(row.sealed).toContain(`v1.${keys.keyring.current().id}.`)
    expect(keys.keyring.current().id).not.toBe(former)
    const listed = await told(listKeys, config, false)
    expect(listed.out.split('\n')).toEqual([expect.stringMatching(/ seals$/), expect.stringMatching(/not used$/), ''])
    for (const { bytes } of keys.keyring.all())
      expect(rotated.out + listed.out).not.toContain(bytes.toString('base64url'))
    await running.close()
  })

  it('says what is wrong with the configuration', async () => {
    const said = await told(rotate, '/nowhere/portcullis.yaml')
    expect(said).toMatchObject({ code: 1, out: '', error: expect.stringMatching(/cannot be read/) })
  })
})
