import { expect, test } from 'vitest'
import { emailOf } from './email.ts'

test.each([
  [' Ada@Example.COM ', 'ada@example.com'],
  ['a.b+c@sub.example.org', 'a.b+c@sub.example.org'],
  ['root@localhost', 'root@localhost'],
])('%s is %s', (written, wanted) => {
  expect(emailOf(written)).toBe(wanted)
})

test.each([
  '',
  'ada',
  '@example.com',
  'ada@',
  'ada@-x.org',
  'a..b@example.com',
  '"a b"@example.com',
  'ada@[::1]',
  'ada@example.com\nBcc: all@example.com',
  'ada@exаmple.com',
  `${'a'.repeat(65)}@example.com`,
  `a@${'b.'.repeat(200)}org`,
])('%s is no address', (written) => {
  expect(emailOf(written)).toBeUndefined()
})
