import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
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

  it.skipIf(process.platform === 'win32')('follows no link that lies in it, but may be one itself', async () => {
    const [outside, linked] = [join(root, 'outside'), join(root, 'linked')]
    mkdirSync(outside)
    mkdirSync(join(root, 'out'), { recursive: true })
    symlinkSync(join(root, 'out'), linked)
    symlinkSync(outside, join(root, 'out/catalogue-link'))
    writeFileSync(join(outside, 'kept'), 'kept')
    symlinkSync(join(outside, 'kept'), join(root, 'out/llms.txt'))
    const through = openFolder(linked)
    await through('robots.txt', 'x')
    expect(readFileSync(join(root, 'out/robots.txt'), 'utf8')).toBe('x')
    await expect(through('catalogue-link/a.html', 'x')).rejects.toThrow('is a link')
    await expect(through('catalogue-link/deep/a.html', 'x')).rejects.toThrow('is a link')
    await expect(through('llms.txt', 'x')).rejects.toThrow('ELOOP')
    expect([readdirSync(outside), readFileSync(join(outside, 'kept'), 'utf8')]).toEqual([['kept'], 'kept'])
  })
})
