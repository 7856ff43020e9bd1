import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { House, PASSWORD, secretIn } from '../control/account/account-house.contract.ts'
import { systemClock } from '../ports/clock.ts'
import { openSql } from '../store/sql/open.ts'
import { rescue } from './account.ts'
import type { CommandOutput } from './command-output.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portcullis-account-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Runs the command over the configuration of the folder. */
async function run(email: string, options: { secondFactor?: boolean; operator?: boolean } = {}) {
  const said = { out: '', error: '', code: 0 }
  const output: CommandOutput = {
    out(text) {
      said.out += text
    },
    error(text) {
      said.error += text
    },
    exit(code) {
      said.code = code
    },
  }
  const given = { config: join(folder, 'portcullis.yaml'), secondFactor: false, operator: false, ...options }
  await rescue(email, given, output)
  return said
}

it('an operator who lost everything comes in again, from the machine', async () => {
  await writeFile(join(folder, 'portcullis.yaml'), 'data: state\nlisten: {admin: "127.0.0.1:4101"}\n')
  expect(await run('ada@example.com')).toMatchObject({
    code: 1,
    error: 'No account has the address "ada@example.com".\n',
  })
  const opened = await openSql({ kind: 'sqlite', path: join(folder, 'state', 'control.db') })
  if (opened.outcome !== 'opened') throw new Error(opened.problem)
  const house = await House.open({ control: { db: opened.db } })
  house.test.pass(systemClock.now() - house.now)
  const ada = await house.operator()
  await house.db.updateTable('accounts').set({ disabled: 1, operator: 0, code_confirmed: 1 }).execute()
  const said = await run('Ada@Example.com', { secondFactor: true, operator: true })
  expect(said).toMatchObject({ code: 0, out: expect.stringMatching(/^http:\/\/127\.0\.0\.1:4101\/reset#pcp_\w+\n$/) })
  const body = { secret: secretIn(said.out.trim()), password: `${PASSWORD} again` }
  expect((await ada.ask('PUT /account/reset', { body })).status).toBe(204)
  expect((await ada.logIn('ada@example.com', body.password)).status).toBe(200)
  expect((await ada.ask('GET /account')).body).toMatchObject({ operator: true, second_factor: false })
  const record = await house.db
    .selectFrom('changes')
    .selectAll()
    .where('action', '=', 'account.rescue')
    .executeTakeFirst()
  expect(record).toMatchObject({ actor_kind: 'machine', object: ada.account })
  await opened.close()
})

it('without a control plane says so', async () => {
  await writeFile(join(folder, 'portcullis.yaml'), 'data: state\nlisten: {admin: "off"}\n')
  expect(await run('ada@example.com')).toMatchObject({
    code: 1,
    error: expect.stringContaining('`listen.admin` is `off`'),
  })
})
