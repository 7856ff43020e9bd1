import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { expect, it } from 'vitest'
import { openSql } from '../../store/sql/open.ts'
import { checkPostgres, judgeSteps } from './database-steps.ts'

const POSTGRES = process.env['TEST_POSTGRES_URL'] ?? ''

it('a step that nobody knows is another version’s', () => {
  expect(judgeSteps('It', ['strange'], 'x')).toMatchObject({ state: 'wrong', text: expect.stringContaining('strange') })
  expect(judgeSteps('It', [], 'Stop all.')).toMatchObject({ state: 'odd', remedy: 'Stop all.' })
})

it('a database that is not there is told, without its address', async () => {
  const told = await checkPostgres('postgres://someone:secret@127.0.0.1:1/x')
  expect(told).toMatchObject({ state: 'wrong' })
  expect(JSON.stringify(told)).not.toMatch(/secret|someone/)
})

it.skipIf(POSTGRES === '')('PostgreSQL is looked at: empty, up to date, of an earlier version', async () => {
  const name = `doctor_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: POSTGRES })
  await client.connect()
  await client.query(`create schema ${name}`)
  const place = new URL(POSTGRES)
  place.searchParams.set('options', `-c search_path=${name}`)
  try {
    expect(await checkPostgres(place.href)).toMatchObject({ state: 'unknown' })
    const opened = await openSql({ kind: 'postgres', url: place.href })
    if (opened.outcome === 'opened') await opened.close()
    expect(await checkPostgres(place.href)).toMatchObject({ state: 'fine' })
    await client.query(`delete from ${name}.schema_steps where number = (select max(number) from ${name}.schema_steps)`)
    expect(await checkPostgres(place.href)).toMatchObject({
      state: 'odd',
      remedy: expect.stringContaining('stop all gateways'),
    })
  } finally {
    await client.query(`drop schema ${name} cascade`)
    await client.end()
  }
})
