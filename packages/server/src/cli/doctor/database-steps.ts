/** Whether a database is of the version that this program knows, by the steps that its schema has taken. */
import { MIGRATIONS } from '../../store/sql/migrations/index.ts'
import { openPostgresPool } from '../../store/sql/postgres-dialect.ts'
import { STEPS } from '../../store/sql/schema-steps.ts'
import { type Checkup, fine, odd, unknown, wrong } from './checkup.ts'

/** What asks for the names of the steps, in their order. */
export const STEPS_QUERY: string = `SELECT name FROM ${STEPS} ORDER BY number`

/** No longer is waited for a database that says nothing. */
const BOUNDS = { most: 1, connect: 3000, statement: 3000, answer: 3000 } as const

/** A table that is not there (PostgreSQL, appendix A). */
const NO_TABLE = '42P01'

/** What is to be said of a database. @param what as people call it @param names of its steps */
export function judgeSteps(what: string, names: readonly string[], remedy: string): Checkup | undefined {
  const strange = names.find((name, at) => MIGRATIONS[at]?.name !== name)
  if (strange !== undefined)
    return wrong(
      'database',
      `${what} was written by another version: this one does not know its step ${strange}.`,
      'Run the version that wrote it, or a later one.',
    )
  return names.length < MIGRATIONS.length ? odd('database', `${what} is of an earlier version.`, remedy) : undefined
}

/** Looks at the PostgreSQL of that URL, and changes nothing. */
export async function checkPostgres(url: string): Promise<Checkup> {
  const pool = openPostgresPool(url, BOUNDS)
  try {
    const { rows } = await pool.query<{ readonly name: string }>(STEPS_QUERY)
    const names = rows.map(({ name }) => name)
    const remedy =
      'Take a backup, and stop all gateways before the first one of this version starts: it brings it up to date.'
    return judgeSteps('PostgreSQL', names, remedy) ?? fine('database', 'PostgreSQL answers, and is up to date')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === NO_TABLE)
      return unknown('database', 'PostgreSQL has no schema of ours yet: the first start makes it')
    return wrong('database', 'PostgreSQL cannot be asked.', 'Start the gateway: it says what is wrong.')
  } finally {
    await pool.end()
  }
}
