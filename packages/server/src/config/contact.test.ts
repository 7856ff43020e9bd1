import { expect, it } from 'vitest'
import { referenceTo } from './environment.ts'
import { accepted, describeProblems, here, load, main } from './load.contract.ts'

const world = { ...here, environment: { ...here.environment, HOOK: 'a key of 22 characters', WEAK: 'short' } }

it('resolves the contact form, with secrets of the environment', async () => {
  const text = [
    'contact:',
    '  daily: 20',
    `  webhook: {url: "http://127.0.0.1:9/hook", secret: "${referenceTo('HOOK')}"}`,
    `  mail: {host: Smtp.Example.com, from: gate@example.com, to: [desk@example.com], user: u, password: "${referenceTo('KEY')}", timeout: 5s}`,
  ].join('\n')
  expect(accepted(await load(text, {}, world)).settings.contact).toEqual({
    maxMessages: 5_000,
    hourlyPerSender: 5,
    daily: 20,
    webhook: { url: 'http://127.0.0.1:9/hook', secret: 'a key of 22 characters', timeout: 10_000 },
    mail: {
      host: 'smtp.example.com',
      port: 587,
      security: 'starttls',
      login: { user: 'u', password: 'k-secret' },
      from: 'gate@example.com',
      to: ['desk@example.com'],
      timeout: 5_000,
    },
  })
})

it('takes messages unless the form is switched off', async () => {
  expect(accepted(await load('data: state')).settings.contact).toMatchObject({ webhook: undefined, mail: undefined })
  expect(accepted(await load('contact: {form: false}')).settings.contact).toBeUndefined()
})

describeProblems('a contact section with problems', [
  {
    name: 'clear text over a network',
    text: 'contact:\n  webhook: {url: "http://example.com/", secret: "sixteen characters"}\n  mail:\n    host: smtp.example.com\n    security: none\n    from: a\n    to: []\n',
    wanted: main(
      '2:18 error wrong_value /contact/webhook/url',
      '6:11 error wrong_value /contact/mail/from',
      '7:9 error out_of_range /contact/mail/to',
    ),
  },
  {
    name: 'secrets that are weak, in the file, or half',
    text: 'contact:\n  webhook: {url: "https://example.com/", secret: "short"}\n  mail:\n    host: smtp.example.com\n    security: none\n    from: a@example.com\n    to: [b@example.com]\n    user: u\n',
    wanted: main(
      '2:50 warning literal_secret /contact/webhook/secret',
      '2:50 error wrong_value /contact/webhook/secret',
      '3:3 error wrong_combination /contact/mail',
      '5:15 error clear_text /contact/mail/security',
    ),
  },
])
