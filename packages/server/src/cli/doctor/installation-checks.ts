/** Checks of an installation: its configuration, folders, keys, database and chains. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { verifyInstallation } from '../../control/audit/verify/verify.ts'
import { exposedKey } from '../../crypto/key-file.ts'
import { openKeyring, SEAL_KEYS_VARIABLE } from '../../crypto/keyring.ts'
import { KEY_VARIABLE, openKey } from '../../crypto/keys.ts'
import { systemClock } from '../../ports/clock.ts'
import { SqliteFile } from '../../store/sqlite-file.ts'
import { type Check, type Checkup, fine, unknown, wrong } from './checkup.ts'
import { checkPostgres, judgeSteps, STEPS_QUERY } from './database-steps.ts'

/** Whether the data folder is there, and this user's alone. */
export const checkFolder: Check = ({ configuration }) => {
  if (configuration === undefined) return []
  const { dataFolder } = configuration.settings
  if (!existsSync(dataFolder)) return [fine('folder', `${dataFolder} is not there yet: the first start makes it`)]
  const { mode, uid } = statSync(dataFolder)
  const own = process.getuid?.()
  if (own === undefined) return [unknown('folder', `${dataFolder}: this system has no modes of files`)]
  if (uid !== own && own !== 0)
    return [
      wrong(
        'folder',
        `${dataFolder} belongs to another user.`,
        `Run this as that user, or: chown -R ${own} '${dataFolder}'`,
      ),
    ]
  if ((mode & 0o077) !== 0)
    return [wrong('folder', `${dataFolder} is open to other users.`, `Run: chmod 700 '${dataFolder}'`)]
  return [fine('folder', `${dataFolder} is this user’s alone`)]
}

/** Whether the keys are there, whole, and where they are files, this user's alone. */
export const checkKeys: Check = ({ configuration, machine: { environment } }) => {
  if (configuration === undefined) return []
  const { installation, sealing } = configuration.settings.keys
  return [
    checkKey(installation, KEY_VARIABLE, environment, () => openKey(installation, environment)),
    checkKey(sealing, SEAL_KEYS_VARIABLE, environment, () =>
      openKeyring(sealing, environment, () => systemClock.now()),
    ),
  ]
}

function checkKey(
  path: string,
  variable: string,
  environment: Readonly<Record<string, string | undefined>>,
  open: () => { readonly ok: true } | { readonly ok: false; readonly problem: string },
): Checkup {
  const isGiven = (environment[variable] ?? '') !== ''
  const place = isGiven ? `the variable ${variable}` : path
  if (!isGiven) {
    // Opening would make it.
    if (!existsSync(path)) return unknown('keys', `${path} is not there yet: the first start makes it`)
    const exposed = exposedKey(path, statSync(path))
    if (exposed !== undefined)
      return wrong('keys', `The keys in ${path} could have been read or replaced by others.`, exposed)
  }
  const opened = open()
  if (!opened.ok) return wrong('keys', `${place} does not open.`, opened.problem)
  return fine('keys', isGiven ? `${place} holds a key` : `${path} is whole, and this user’s alone`)
}

/** Whether the database is whole, and of a version that this program knows. */
export const checkDatabase: Check = async ({ configuration }) => {
  if (configuration === undefined || configuration.settings.listen.admin === undefined) return []
  const { admin, dataFolder } = configuration.settings
  if (admin.database !== undefined) return [await checkPostgres(admin.database)]
  const path = join(dataFolder, 'control.db')
  return [
    existsSync(path) ? checkSqlite(path) : unknown('database', `${path} is not there yet: the first start makes it`),
  ]
}

function checkSqlite(path: string): Checkup {
  const restore = 'Stop the gateway, and restore a backup with portcullis restore.'
  try {
    const db = new SqliteFile(path, { readonly: true, fileMustExist: true })
    try {
      const [said] = db.prepare<[], { readonly quick_check: string }>('PRAGMA quick_check(1)').all()
      if (said?.quick_check !== 'ok')
        return wrong('database', `${path} is damaged: ${said?.quick_check ?? 'nothing is said of it'}.`, restore)
      const names = db.prepare<[], string>(STEPS_QUERY).pluck().all()
      const remedy = 'Take a backup, then start the gateway: it brings the database up to date.'
      const fault = judgeSteps(path, names, remedy)
      if (fault !== undefined) return fault
      return fine('database', `${path} is whole and up to date`)
    } finally {
      db.close()
    }
  } catch (error) {
    return wrong(
      'database',
      `${path} cannot be opened: ${error instanceof Error ? error.message : String(error)}.`,
      restore,
    )
  }
}

/** Whether the logs are as they were written. */
export const checkChains: Check = async ({ configuration }) => {
  const settings = configuration?.settings
  if (settings === undefined || !existsSync(settings.log.file)) return []
  try {
    const installed = { folder: settings.dataFolder, log: settings.log.file, database: settings.admin.database }
    const found = await verifyInstallation(installed, { publicKey: undefined, anchor: undefined })
    if ('problem' in found) return [unknown('chains', 'The logs cannot be verified yet', found.problem)]
    const { findings, checkpoint } = found
    if (findings.length > 0)
      return [
        wrong(
          'chains',
          `The logs are not as they were written: ${findings.length} findings.`,
          'See them with portcullis audit verify.',
        ),
      ]
    return [
      fine(
        'chains',
        checkpoint === undefined ? 'Nothing contradicts the logs' : `The logs are complete up to ${checkpoint}`,
      ),
    ]
  } catch (error) {
    return [
      unknown(
        'chains',
        `The logs cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        'See portcullis audit verify.',
      ),
    ]
  }
}
