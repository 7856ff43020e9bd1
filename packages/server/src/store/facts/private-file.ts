/** Files of the data folder: for their owner only, and written whole or not at all. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs'

/** Makes the folder and those above it, for the owner only. Existing ones are left as they are. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
}

/** Writes a file and waits until the disk has it. */
export function writeSynced(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600)
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Replaces a file in one step: whoever reads it, now or after a crash, finds the old text or the new one. */
export function replaceFile(path: string, text: string): void {
  const draft = `${path}.${process.pid}.new`
  writeSynced(draft, text)
  renameSync(draft, path)
}
