import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf, canBeAlias, hashedSlug, identityOf, packageKey, plainSlug, repositoryOf } from './identity.ts'

describe('one repository, whatever its spelling', () => {
  it.each([
    'https://github.com/Acme/Tools',
    'http://www.github.com/acme/tools/',
    'git+https://github.com/acme/tools.git',
    'git@github.com:acme/tools.git',
    'ssh://git@github.com/acme/tools',
    'github:acme/tools',
    'github.com/acme/tools',
    'https://user:secret@github.com/acme/tools?tab=readme',
  ])('%s', (text) => {
    expect(repositoryOf(text)).toEqual({ key: 'github.com/acme/tools' })
  })

  it('keeps the folder of a shared repository apart', () => {
    const folder = { key: 'github.com/acme/tools', folder: 'src/mail' }
    expect(repositoryOf('https://github.com/acme/tools/tree/main/src/mail')).toEqual(folder)
    expect(repositoryOf('github.com/acme/tools#src/mail')).toEqual(folder)
    expect(repositoryOf('https://gitlab.com/acme/tools/-/tree/main/src/mail')?.folder).toBe('src/mail')
  })

  it.each(['https://evil.example/acme/tools', 'github.com/acme', 'github.com/../tools', 'javascript:alert(1)', ''])(
    'is no repository: %s',
    (text) => {
      expect(repositoryOf(text)).toBeUndefined()
    },
  )

  it.each([
    'github.com/acme/tools#tools',
    'github.com/acme/tools#Acme-Tools',
    'github.com/acme/tools#io-github-acme-tools',
    `github.com/acme/tools#github_pat_${'11abcdefgh0'.repeat(3)}`,
    'github.com/acme/tools#https://github.com/acme/tools',
  ])('takes no folder from a name said twice, a key, or what is none: %s', (text) => {
    expect(repositoryOf(text)).toEqual({ key: 'github.com/acme/tools' })
  })

  it('keeps as other names what can be one, and nobody’s key', () => {
    expect(['npm:a', 'github.com/a/b#b', 'remote:a.example/mcp?login', 'registry:a/b'].map(canBeAlias)).not.toContain(
      false,
    )
    const key = `ghp_${'a1B2c3D4e5'.repeat(4)}`
    expect([`github.com/a/b#${key}`, 'github.com/a/b#.c:/users/ada', 'a/b#', 'a b'].map(canBeAlias)).not.toContain(true)
  })

  it('never leaves the repository by its folder', () => {
    expect(repositoryOf('github.com/acme/tools#../../etc')).toEqual({ key: 'github.com/acme/tools' })
  })
})

describe('identities', () => {
  it('prefer the repository, then the package, then the address', () => {
    const repository = { key: 'github.com/a/b' }
    const pkg = { registry: 'pypi', name: 'My_Server' }
    expect(identityOf({ repository, package: pkg })).toBe('github.com/a/b')
    expect(identityOf({ package: pkg, remote: 'https://a.example/mcp' })).toBe('pypi:my-server')
    expect(identityOf({ remote: 'https://A.example/mcp' })).toBe('remote:a.example/mcp')
    expect(identityOf({ given: 'has spaces' })).toBeUndefined()
    expect(identityOf({ given: `web:a.example#ghp_${'a1B2c3D4e5'.repeat(4)}` })).toBe('web:a.example')
  })

  it('folds the names of packages as their registries do', () => {
    expect(packageKey({ registry: 'pypi', name: 'A__b.C' })).toBe('pypi:a-b-c')
    expect(packageKey({ registry: 'npm', name: '@acme/a_b' })).toBe('npm:@acme/a_b')
  })

  it('keeps no credentials, queries or other schemes in addresses', () => {
    expect(addressOf('https://user:pass@A.example/mcp/?key=1#x')).toBe('https://a.example/mcp')
    expect(addressOf('https://a.example/api/mcp/s/N2Q4ZmU1YjItOGM3ZC00/mcp')).toBe('https://a.example/api/mcp/s')
    expect(addressOf('javascript:alert(1)')).toBeUndefined()
    expect(addressOf('https://a.example/"><script>')).toBeUndefined()
  })

  it('give slugs that are safe in any address and on any disk', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'grapheme' }), (id) => {
        for (const slug of [plainSlug(id), hashedSlug(id)]) expect(slug).toMatch(/^[a-z0-9-]{1,80}$/)
      }),
    )
    expect(plainSlug('github.com/acme/tools#src/mail')).toBe('acme-tools-src-mail')
    expect(hashedSlug('npm:a-b')).not.toBe(hashedSlug('npm:a_b'))
  })
})
