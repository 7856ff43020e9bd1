import { expect, it } from 'vitest'
import { accepted, describeProblems, load, main } from './load.contract.ts'

const MAIL = '{host: mail.example.com, from: a@example.com, to: [b@example.com]}'

it('resolves who gets an account, and how mails to people are sent', async () => {
  expect(accepted(await load('data: state')).settings.admin).toMatchObject({ registration: 'invite', mail: undefined })
  expect(accepted(await load('admin: {public_url: "http://localhost:4101"}')).settings.admin.publicOrigin).toBe(
    'http://localhost:4101',
  )
  const open = await load(`admin: {registration: open}\ncontact: {form: false, mail: ${MAIL}}`)
  expect(accepted(open).settings).toMatchObject({
    contact: undefined,
    admin: { registration: 'open', mail: { host: 'mail.example.com', from: 'a@example.com' } },
  })
})

describeProblems('registration with problems', [
  {
    name: 'passwords in clear text, behind a proxy',
    text: 'admin: {public_url: "http://gate.example.com"}\n',
    wanted: main('1:21 error exposed_listener /admin/public_url'),
  },
  {
    name: 'open, with nothing to send links by',
    text: 'admin: {registration: open}\n',
    wanted: main('1:23 error wrong_combination /admin/registration'),
  },
])
