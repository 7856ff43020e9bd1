import { expect, it } from 'vitest'
import { codePicture } from './code-picture.ts'

const FINDER = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111']

it('is a square with a finder in three corners, and another one for another text', () => {
  const rows = codePicture('otpauth://totp/Portcullis:ada%40example.com?secret=ABCDEFGHIJKLMNOP&issuer=Portcullis')
  const size = rows.length
  expect((size - 17) % 4).toBe(0)
  for (const row of rows) expect(row).toMatch(new RegExp(`^[01]{${size}}$`))
  const corner = (x: number, y: number) => rows.slice(y, y + 7).map((row) => row.slice(x, x + 7))
  expect([corner(0, 0), corner(size - 7, 0), corner(0, size - 7)]).toEqual([FINDER, FINDER, FINDER])
  // Timing: dark and light in turn between two finders.
  expect(rows[6]?.slice(8, size - 8)).toMatch(/^(?:10)*1$/)
  expect(codePicture('otpauth://totp/other')).not.toEqual(rows)
})
