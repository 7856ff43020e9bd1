import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mintSecret } from '../../crypto/token.ts'
import type { Authenticate } from '../api/authenticate.ts'
import { openTestControl } from '../test-control.contract.ts'
import { machineDoor } from './door.ts'
import { DOOR_FILE, readDoor } from './door-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-door-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const others: Authenticate = async () => undefined
const start = () => ({ host: '127.0.0.1', tls: undefined, dataFolder: folder })

async function ask(door: ReturnType<typeof machineDoor>, authorization: string) {
  const test = await openTestControl()
  try {
    const request = new Request('http://127.0.0.1:4101/api/v1/organisations', { headers: { authorization } })
    return await door.authenticate(others)(test.control, request, '127.0.0.1')
  } finally {
    await test.close()
  }
}

describe('the door of the machine', () => {
  it('knows its own secret and no other, and makes another at every start', async () => {
    const door = machineDoor(start())
    door.open(4101)
    const found = readDoor(join(folder, DOOR_FILE))
    if (found === undefined || 'problem' in found) throw new Error('no door')
    expect(found.origin).toBe('http://127.0.0.1:4101')
    expect(await ask(door, `Bearer ${found.secret}`)).toMatchObject({ kind: 'machine', operator: true })
    for (const other of [mintSecret('machine'), mintSecret('apiKey'), `${found.secret}0`, ''])
      expect(await ask(door, `Bearer ${other}`)).toBeUndefined()
    expect(await ask(machineDoor(start()), `Bearer ${found.secret}`)).toBeUndefined()
  })

  it('is a file for this user alone, and is gone at the end', () => {
    const door = machineDoor(start())
    const path = join(folder, DOOR_FILE)
    expect(readDoor(path)).toBeUndefined()
    door.open(1)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const text = readFileSync(path, 'utf8')
    door.close()
    expect(readDoor(path)).toBeUndefined()
    writeFileSync(path, text, { mode: 0o644 })
    expect(readDoor(path)).toMatchObject({ problem: expect.stringContaining('open to other users') })
  })

  it('leads to the listener wherever it is bound', () => {
    const originOf = (host: string, tls?: { readonly cert: string; readonly key: string }) => {
      machineDoor({ host, tls, dataFolder: folder }).open(9)
      const found = readDoor(join(folder, DOOR_FILE))
      return found !== undefined && 'origin' in found ? [found.origin, found.certificate] : undefined
    }
    expect(originOf('0.0.0.0')).toEqual(['http://127.0.0.1:9', undefined])
    expect(originOf('::1')).toEqual(['http://[::1]:9', undefined])
    expect(originOf('10.1.2.3', { cert: 'CERT', key: 'KEY' })).toEqual(['https://10.1.2.3:9', 'CERT'])
    expect(readFileSync(join(folder, DOOR_FILE), 'utf8')).not.toContain('KEY')
  })
})
