import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { vaultContract } from '../../ports/vault.contract.ts'
import type { CredentialWish } from '../../ports/vault.ts'
import { createFedVault } from './vault.ts'

const START = 1_000_000

function open(answers = true) {
  const asks: CredentialWish[] = []
  let now = START
  let last = 0
  const vault = createFedVault({
    ask(number, wish) {
      last = number
      asks.push(wish)
      return answers
    },
    now: () => now,
    patience: 20,
  })
  return {
    vault,
    asks,
    answer: (supplied: Parameters<typeof vault.put>[1]) => vault.put(last, supplied),
    tell: (supplied: Parameters<typeof vault.put>[1]) => vault.put(undefined, supplied),
    pass(milliseconds: number) {
      now += milliseconds
    },
    giveUp: () => sleep(40),
  }
}

vaultContract('told by messages', open)

it('does not wait where nobody can be asked', async () => {
  const { vault } = open(false)
  expect(await vault.obtain({ server: 's', owner: '', grant: 'g', refused: undefined })).toEqual({ outcome: 'none' })
})

it('takes an answer that brings nothing for none', async () => {
  const { vault, answer } = open()
  const waiting = vault.obtain({ server: 's', owner: '', grant: 'g', refused: undefined })
  answer([])
  expect(await waiting).toEqual({ outcome: 'none' })
})

it('forgets the credentials of servers that are gone', () => {
  const { vault, tell } = open()
  const headers = { authorization: 'Bearer one' }
  tell(['s', 't'].map((server) => ({ server, owner: '', headers, expires: undefined, consent: undefined })))
  vault.retain(new Set(['t']))
  expect(vault.find({ server: 's', owner: '' })).toBeUndefined()
  expect(vault.find({ server: 't', owner: '' })).toEqual({ headers })
})
