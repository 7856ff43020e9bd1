import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteFile } from '../sqlite-file.ts'
import { type Database, type DatabaseOptions, openDatabase } from './database.ts'

describe('opening a database', () => {
  let folder: string
  let options: DatabaseOptions

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-'))
    options = {
      path: join(folder, 'things.db'),
      holds: 'the things',
      loss: 'all things are gone then',
      migrations: ['CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT'],
      pageSize: 2048,
    }
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const open = (changed: Partial<DatabaseOptions> = {}): Database => {
    const opened = openDatabase({ ...options, ...changed })
    if (opened.outcome === 'refused') throw new Error(opened.problem)
    return opened.db
  }
  const problem = (changed: Partial<DatabaseOptions> = {}): string => {
    const opened = openDatabase({ ...options, ...changed })
    if (opened.outcome === 'refused') return opened.problem
    opened.db.close()
    return 'none'
  }
  const path = (text: string): string => text.replaceAll(options.path, '<path>')

  it('makes files that nobody else may read', () => {
    const db = open()
    expect(readdirSync(folder).sort()).toEqual(['things.db', 'things.db-wal'])
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
    db.close()
    writeFileSync(join(folder, 'lax.db'), '', { mode: 0o644 })
    open({ path: join(folder, 'lax.db') }).close()
    expect(statSync(join(folder, 'lax.db')).mode & 0o777).toBe(0o600)
  })

  it('takes an older schema forward, step by step, and keeps its rows', () => {
    const first = open()
    first.exec('INSERT INTO thing VALUES (7)')
    first.close()
    const migrations = [...options.migrations, 'ALTER TABLE thing ADD COLUMN name TEXT', "UPDATE thing SET name = 'x'"]
    const db = open({ migrations })
    expect(db.prepare('SELECT * FROM thing').all()).toEqual([{ id: 7, name: 'x' }])
    expect(db.pragma('user_version', { simple: true })).toBe(3)
    db.close()
  })

  it('leaves everything as it was where a step fails', () => {
    open().close()
    const migrations = [...options.migrations, 'ALTER TABLE thing ADD COLUMN name TEXT; SELECT nonsense']
    expect(path(problem({ migrations }))).toContain('<path> (the things) could not be opened: no such column: nonsense')
    const db = open()
    expect(db.prepare('PRAGMA table_info(thing)').all()).toHaveLength(1)
    db.close()
  })

  it('refuses a newer schema', () => {
    open({ migrations: [...options.migrations, 'SELECT 1'] }).close()
    expect(path(problem())).toBe(
      '<path> (the things) was written by a newer version of Portcullis (schema 2; this one knows 1): run that version, or restore the file from before the update',
    )
  })

  it('refuses a database of another program', () => {
    const other = new SqliteFile(options.path)
    other.exec('CREATE TABLE recipe (id)')
    other.close()
    expect(path(problem())).toBe(
      '<path> should hold the things but is a database of another program: move it away, or use another data folder',
    )
  })

  it('refuses what is no database, and leaves it alone', () => {
    const text = 'not a database at all, but a text of a certain length\n'.repeat(40)
    writeFileSync(options.path, text)
    expect(path(problem())).toBe(
      '<path> (the things) is damaged: file is not a database (SQLITE_NOTADB). Nothing was repaired or recreated. Restore the file from a backup; or move it away, with its -wal file, to begin with an empty one (all things are gone then)',
    )
    expect(readFileSync(options.path, 'utf8')).toBe(text)
  })

  it('refuses a database with damaged pages, and leaves it alone', () => {
    const db = open()
    db.exec(
      'INSERT INTO thing WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10000) SELECT i FROM n',
    )
    db.close()
    const bytes = readFileSync(options.path)
    bytes.fill(0xa5, 6_000, 9_000)
    writeFileSync(options.path, bytes)
    expect(path(problem())).toContain('<path> (the things) is damaged: ')
    expect(readFileSync(options.path).equals(bytes)).toBe(true)
  })

  it('refuses a file that is in use', () => {
    const db = open()
    expect(path(problem())).toBe(
      '<path> (the things) is in use by another process: stop that process, or use another data folder',
    )
    db.close()
    expect(problem()).toBe('none')
  })

  it('says what is wrong with the folder', () => {
    expect(problem({ path: join(folder, 'nowhere', 'things.db') })).toContain('ENOENT')
  })
})
