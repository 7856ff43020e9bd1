/** The second factor: codes of an authenticator app, and spare codes for who lost it. */
import { randomBytes } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import { base32, stepOfCode } from '../../crypto/one-time-code.ts'
import type { SealPlace } from '../../crypto/seal.ts'
import { digestToken } from '../../crypto/token.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import type { Control } from '../control.ts'

const SPARE_CODES = 10
/** 80 random bits: digests of less could be searched through. */
const SPARE_BYTES = 10
const CODE = /^\d{6}$/

/** Where the app's secret of an account is sealed. */
export const codeSecretPlace = (account: string): SealPlace => ['', 'account', account, 'code_secret']

/** Uses a code up, of the app or a spare one. @returns which it was; undefined: it is none that is good */
export async function takeCode(
  tx: Transaction,
  control: Control,
  account: { readonly id: string; readonly code_secret: string | null },
  written: string,
): Promise<'app' | 'spare' | undefined> {
  const code = written.replaceAll(/[\s-]/g, '').toUpperCase()
  if (!CODE.test(code)) return (await takeSpareCode(tx, account.id, code)) ? 'spare' : undefined
  const secret = account.code_secret && control.sealer.open(account.code_secret, codeSecretPlace(account.id))
  if (!secret) return undefined
  return (await takeAppCode(tx, { id: account.id, secret }, code, control.clock.now())) ? 'app' : undefined
}

async function takeAppCode(
  tx: Transaction,
  { id, secret }: { readonly id: string; readonly secret: string },
  code: string,
  now: Instant,
): Promise<boolean> {
  const row = await tx.selectFrom('accounts').select('code_step').where('id', '=', id).executeTakeFirst()
  const step = row && stepOfCode(secret, code, row.code_step, now)
  if (step === undefined) return false
  const taken = await tx
    .updateTable('accounts')
    .set({ code_step: step })
    .where('id', '=', id)
    .where('code_step', '<', step)
    .returning('id')
    .executeTakeFirst()
  return taken !== undefined
}

async function takeSpareCode(tx: Transaction, account: string, code: string): Promise<boolean> {
  const taken = await tx
    .deleteFrom('recovery_codes')
    .where('digest', '=', spareDigest(account, code))
    .where('account', '=', account)
    .returning('digest')
    .executeTakeFirst()
  return taken !== undefined
}

const spareDigest = (account: string, code: string): string => digestToken(`${account}:${code}`)

/** New spare codes in place of all earlier ones; shown once. @returns as people write them down: `ABCD-EFGH-IJKL-MNOP` */
export async function mintSpareCodes(tx: Transaction, account: string): Promise<readonly string[]> {
  const codes = Array.from({ length: SPARE_CODES }, () => base32(randomBytes(SPARE_BYTES)))
  await tx.deleteFrom('recovery_codes').where('account', '=', account).execute()
  await tx
    .insertInto('recovery_codes')
    .values(codes.map((code) => ({ digest: spareDigest(account, code), account })))
    .execute()
  return codes.map((code) => (code.match(/.{4}/g) ?? []).join('-'))
}
