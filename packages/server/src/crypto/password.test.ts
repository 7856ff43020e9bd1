import { scryptSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createPasswords, PASSWORD_COST } from './password.ts'

const quick = { log2N: 8, r: 8, p: 1 }

describe('a password', () => {
  test('is stored as the standard says, at the standard cost', async () => {
    expect(PASSWORD_COST).toEqual({ log2N: 17, r: 8, p: 1 })
    const passwords = createPasswords()
    const stored = await passwords.digest('correct horse battery staple')
    const [, ln, salt, digest] = /^\$scrypt\$ln=(\d+),r=8,p=1\$([^$]+)\$([^$]+)$/.exec(stored) ?? []
    expect(ln).toBe('17')
    const wanted = scryptSync('correct horse battery staple', Buffer.from(salt!, 'base64url'), 32, {
      N: 2 ** 17,
      r: 8,
      p: 1,
      maxmem: 2 ** 28,
    })
    expect(digest).toBe(wanted.toString('base64url'))
  })

  test('is right, or wrong', async () => {
    const passwords = createPasswords({ cost: quick })
    const stored = await passwords.digest('correct horse')
    expect(await passwords.digest('correct horse')).not.toBe(stored)
    expect(await passwords.check('correct horse', stored)).toBe('right')
    expect(await passwords.check('Correct horse', stored)).toBe('wrong')
    expect(await passwords.check('', stored)).toBe('wrong')
  })

  test('is the same however its characters were composed', async () => {
    const passwords = createPasswords({ cost: quick })
    const stored = await passwords.digest('Cafe\u0301 \u212B')
    expect(await passwords.check('Caf\u00e9 \u00c5', stored)).toBe('right')
  })

  test('of another cost is right, and worth storing anew', async () => {
    const before = await createPasswords({ cost: { ...quick, log2N: 7 } }).digest('correct horse')
    const passwords = createPasswords({ cost: quick })
    expect(await passwords.check('correct horse', before)).toBe('stale')
    expect(await passwords.check('wrong horse', before)).toBe('wrong')
  })

  test('of nobody is wrong, after as much work', async () => {
    const passwords = createPasswords({ cost: { ...quick, log2N: 12 } })
    const stored = await passwords.digest('correct horse')
    /** The quickest of several: what else the machine does comes on top. */
    const timed = async (known: string | undefined): Promise<number> => {
      let least = Number.POSITIVE_INFINITY
      for (let round = 0; round < 10; round++) {
        const start = performance.now()
        expect(await passwords.check('guess', known)).toBe('wrong')
        least = Math.min(least, performance.now() - start)
      }
      return least
    }
    const somebody = await timed(stored)
    expect(await timed(undefined)).toBeGreaterThan(somebody / 2)
  })

  test.each([
    ['nothing', ''],
    ['another form', '$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA'],
    ['too costly', `$scrypt$ln=40,r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`],
    ['no cost', `$scrypt$ln=0,r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`],
  ])('that is stored as %s is nobody’s', async (_what, stored) => {
    expect(await createPasswords({ cost: quick }).check('guess', stored)).toBe('wrong')
  })

  test('waits for its turn, and not in an endless queue', async () => {
    const passwords = createPasswords({ cost: { ...quick, log2N: 12 }, atOnce: 2, waiting: 3 })
    const all = await Promise.all(Array.from({ length: 10 }, () => passwords.digest('correct horse')))
    expect(all.filter((answer) => answer === 'busy')).toHaveLength(5)
    expect(await passwords.digest('correct horse')).not.toBe('busy')
  })
})
