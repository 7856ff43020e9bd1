/**
 * The driver of the embedded database: the release that was made for the Node.js that runs. Both are the same library with
 * the same interface. Release 12 aborts the process under Node.js 24 when a statement is collected at the wrong moment;
 * release 13 does not load under Node.js 20, and npm leaves it out there.
 */
import { createRequire } from 'node:module'
import type Driver from 'better-sqlite3'

/** An open file. */
export type SqliteConnection = Driver.Database

/** From this major version of Node.js on, the newer release is taken. */
const NEWER_FROM = 22

/** Opens files: `new SqliteFile(path, options)`. */
export const SqliteFile: typeof Driver = load(createRequire(import.meta.url), process.versions.node)

/** @throws Error that says what to do, where the release is not installed */
function load(require: NodeJS.Require, node: string): typeof Driver {
  const name = Number.parseInt(node, 10) < NEWER_FROM ? 'better-sqlite3' : 'better-sqlite3-13'
  try {
    return require(name)
  } catch (cause) {
    throw new Error(
      `The driver of the embedded database (${name}) could not be loaded by Node.js ${node}. Install Portcullis again with this Node.js, optional dependencies included.`,
      { cause },
    )
  }
}
