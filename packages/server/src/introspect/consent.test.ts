import { describe, expect, it } from 'vitest'
import { askConsent, consentDigest, describeTarget } from './consent.ts'
import type { AddressTarget, CommandTarget } from './target.ts'

const command: CommandTarget = {
  kind: 'stdio',
  command: 'npx',
  args: ['-y', 'some-server', '--api-key', 'sk-verysecretverysecret'],
  env: { TOKEN: 'hush', REGION: 'eu' },
  cwd: '/home/ada',
}
const address: AddressTarget = {
  kind: 'http',
  url: 'https://ada:pw@mcp.example.com/mcp?token=abc',
  headers: { Authorization: 'Bearer hush' },
}

describe('a digest', () => {
  it('changes with everything that decides what runs', () => {
    const others: readonly CommandTarget[] = [
      { ...command, command: 'npx ' },
      { ...command, args: ['-y some-server', ...command.args.slice(2)] },
      { ...command, args: [...command.args, ''] },
      { ...command, env: { ...command.env, TOKEN: 'other' } },
      { ...command, env: { TOKEN: 'hush' } },
      { ...command, cwd: '/tmp' },
    ]
    const digests = [command, ...others, address, { ...address, headers: {} }].map(consentDigest)
    expect(new Set(digests).size).toBe(digests.length)
    expect(consentDigest({ ...command, env: { REGION: 'eu', TOKEN: 'hush' } })).toBe(consentDigest(command))
  })
})

describe('consent', () => {
  const allowed = new Set([consentDigest(command)])
  const asked: string[] = []
  const ask = async (question: string) => {
    asked.push(question)
    return true
  }

  it('is given by digest, whoever wrote the file', async () => {
    expect(await askConsent(command, { origin: 'project', allowed })).toEqual({ given: true })
  })

  it('is asked for at a terminal only, and never for what may be somebody else’s file', async () => {
    const none = new Set<string>()
    expect((await askConsent(command, { origin: 'project', allowed: none, ask })).given).toBe(false)
    const refused = await askConsent(command, { origin: 'user', allowed: none })
    expect(refused).toMatchObject({ given: false, why: expect.stringContaining(consentDigest(command)) })
    expect(asked).toEqual([])
    expect(await askConsent(command, { origin: 'user', allowed: none, ask })).toEqual({ given: true })
    expect((await askConsent(command, { origin: 'user', allowed: none, ask: async () => false })).given).toBe(false)
  })

  it('shows what would run, and no secret of it', () => {
    const text = [...describeTarget(command), ...describeTarget(address), ...asked].join('\n')
    for (const shown of ['"npx"', '"some-server"', '"TOKEN"', '"/home/ada"', 'mcp.example.com', '"Authorization"'])
      expect(text).toContain(shown)
    for (const secret of ['sk-very', 'hush', 'pw@', 'abc']) expect(text).not.toContain(secret)
  })
})
