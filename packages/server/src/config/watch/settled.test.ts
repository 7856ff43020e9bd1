import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { systemClock } from '../../ports/clock.ts'
import { folder, put } from '../load.contract.ts'
import { readSettled, signatureOf } from './settled.ts'

const settling = { clock: systemClock, gap: 200, attempts: 5 }

test('files are taken as they are when they rest', async () => {
  const base = folder()
  const path = join(base, 'portcullis.yaml')
  put(base, { 'portcullis.yaml': 'policies: {p: {file: p.json}}', 'p.json': 'one' })
  const before = systemClock.monotonic()
  const reading = readSettled(path, settling)
  await wait(50)
  put(base, { 'p.json': 'two' })
  const settled = await reading
  expect(systemClock.monotonic() - before).toBeGreaterThanOrEqual(400)
  expect(settled?.set.files.get(join(base, 'p.json'))).toMatchObject({ text: 'two' })
  expect(settled?.signature).toBe(await signatureOf([path, join(base, 'p.json')]))
})

test('files that never rest are not taken', async () => {
  const base = folder()
  const path = join(base, 'portcullis.yaml')
  let count = 0
  const write = (): void => writeFileSync(path, `a: ${count++}`)
  write()
  const busy = setInterval(write, 5)
  const settled = await readSettled(path, { ...settling, gap: 40, attempts: 4 })
  clearInterval(busy)
  expect(settled).toBeUndefined()
})

test('the signature changes with the files', async () => {
  const base = folder()
  const path = join(base, 'a')
  const absent = await signatureOf([path])
  writeFileSync(path, 'one')
  const first = await signatureOf([path])
  await wait(10)
  writeFileSync(path, 'two')
  const second = await signatureOf([path])
  expect(new Set([absent, first, second]).size).toBe(3)
  expect(await signatureOf([path])).toBe(second)
})
