import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openFolder } from './folder.ts'

const root = mkdtempSync(join(tmpdir(), 'portcullis-site-'))
afterAll(() => rmSync(root, { recursive: true }))

describe('openFolder', () => {
  const put = openFolder(join(root, 'out'))

  it('makes folders on the way', async () => {
    await put('catalogue/a-b/_page-2/index.html', 'x')
    expect(readFileSync(join(root, 'out/catalogue/a-b/_page-2/index.html'), 'utf8')).toBe('x')
  })

  it.each(['../beside', 'a/../../beside', '/etc/x', 'a//b', '.hidden', 'a\\..\\b', 'a\0b', '', `${'a'.repeat(200)}`])(
    'refuses %j',
    async (path) => {
      await expect(put(path, 'x')).rejects.toThrow('no path within the folder')
      expect(existsSync(join(root, 'beside'))).toBe(false)
    },
  )
})
