/** What every vault has to do, whatever tells it. */
import { describe, expect, it } from 'vitest'
import type { Credential, CredentialWish, Obtained, Supplied, Vault } from './vault.ts'

/** A vault under test, and whoever tells it. */
export interface VaultUnderTest {
  readonly vault: Vault
  /** Asks that reached the other side. */
  readonly asks: CredentialWish[]
  /** Answers the latest ask. */
  answer(supplied: readonly Supplied[]): void
  /** Tells unasked. */
  tell(supplied: readonly Supplied[]): void
  /** Moves the clock. */
  pass(milliseconds: number): void
  /** Lets the longest wait end. */
  giveUp(): Promise<void>
}

const place = { server: 'srv_1', owner: 'ann' }
const wish: CredentialWish = { ...place, grant: 'gr_1', refused: undefined }
const refusedWish: CredentialWish = { ...wish, refused: { status: 401, challenge: 'Bearer error="invalid_token"' } }
const supplied = (more: Partial<Supplied> = {}): Supplied => ({
  ...place,
  headers: { authorization: 'Bearer one' },
  expires: undefined,
  consent: undefined,
  ...more,
})
const headersOf = (found: Obtained | Credential | undefined): unknown =>
  found === undefined
    ? undefined
    : 'headers' in found
      ? found.headers
      : 'credential' in found && found.credential.headers

/** Runs the suite. @param open makes a vault that knows nothing, at an instant that is not zero */
export function vaultContract(name: string, open: () => VaultUnderTest): void {
  describe(`a vault: ${name}`, () => {
    it('gives what it was told, to the owner and for the server it is for', () => {
      const { vault, tell } = open()
      expect(vault.find(place)).toBeUndefined()
      tell([supplied()])
      expect(headersOf(vault.find(place))).toEqual({ authorization: 'Bearer one' })
      expect(vault.find({ ...place, owner: 'bob' })).toBeUndefined()
      expect(vault.find({ ...place, owner: '' })).toBeUndefined()
      expect(vault.find({ server: 'srv_2', owner: 'ann' })).toBeUndefined()
    })

    it('gives nothing that is over, and nothing that was taken back', () => {
      const { vault, tell, pass } = open()
      tell([supplied({ expires: 1_000_100 })])
      pass(100)
      expect(vault.find(place)).toBeUndefined()
      tell([supplied()])
      tell([supplied({ headers: undefined })])
      expect(vault.find(place)).toBeUndefined()
    })

    it('asks once for all who wait, and each of them gets the answer', async () => {
      const { vault, asks, answer } = open()
      const waiting = [vault.obtain(wish), vault.obtain({ ...wish, grant: 'gr_2' }), vault.obtain(wish)]
      expect(asks).toEqual([wish])
      answer([supplied()])
      for (const obtained of await Promise.all(waiting)) {
        expect(headersOf(obtained)).toEqual({ authorization: 'Bearer one' })
      }
    })

    it('says where consent is given, and does not ask again at once', async () => {
      const { vault, asks, answer, tell, pass } = open()
      const first = vault.obtain(wish)
      answer([supplied({ headers: undefined, consent: 'https://admin.test/consent#x' })])
      const consent = { outcome: 'consent', link: 'https://admin.test/consent#x' }
      expect(await first).toEqual(consent)
      expect(await vault.obtain(wish)).toEqual(consent)
      expect(asks).toHaveLength(1)
      // Whoever has given consent is not kept waiting.
      tell([supplied()])
      expect(headersOf(vault.find(place))).toEqual({ authorization: 'Bearer one' })
      tell([supplied({ headers: undefined })])
      pass(60_000)
      void vault.obtain(wish)
      expect(asks).toHaveLength(2)
    })

    it('waits for a bounded time', async () => {
      const { vault, asks, giveUp } = open()
      const waiting = vault.obtain(wish)
      await giveUp()
      expect(await waiting).toEqual({ outcome: 'none' })
      expect(await vault.obtain(wish)).toEqual({ outcome: 'none' })
      expect(asks).toHaveLength(1)
    })

    it('passes a refusal on, but not one after the other', async () => {
      const { vault, asks, answer, tell } = open()
      tell([supplied()])
      const renewed = vault.obtain(refusedWish)
      expect(asks).toEqual([refusedWish])
      answer([supplied({ headers: { authorization: 'Bearer two' } })])
      expect(headersOf(await renewed)).toEqual({ authorization: 'Bearer two' })
      expect(await vault.obtain(refusedWish)).toEqual({ outcome: 'none' })
      expect(asks).toHaveLength(1)
    })

    it('remembers what was given out before', () => {
      const { vault, tell } = open()
      tell([supplied()])
      tell([supplied({ headers: { authorization: 'Bearer two' } })])
      expect(vault.recent(place).map(headersOf)).toEqual([
        { authorization: 'Bearer two' },
        { authorization: 'Bearer one' },
      ])
      expect(vault.recent({ ...place, owner: 'bob' })).toEqual([])
    })

    it('takes a credential that is told again for the same one', () => {
      const { vault, tell } = open()
      tell([supplied()])
      const credential = vault.find(place)
      tell([supplied({ expires: 2_000_000 })])
      expect(vault.find(place)).toBe(credential)
      expect(vault.recent(place)).toHaveLength(1)
    })
  })
}
