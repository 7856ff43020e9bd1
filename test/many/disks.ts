/** Disks that are slow or full, for processes that run. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ended } from '../gateway-process.ts'
import { tracked } from '../spawned.ts'

/** Calls of the system that wait for a disk. */
const DISK_CALLS = 'fsync,fdatasync,pwrite64'

/** Why no disk can be slowed down here; undefined: it can be. */
export function noSlowDisk(): string | undefined {
  const tried = spawnSync('strace', ['-e', 'inject=fsync:delay_enter=1', '-o', '/dev/null', 'true'])
  return tried.status === 0 ? undefined : 'strace is not installed, or may not look at processes'
}

/** Each writing to a disk by these processes takes so much longer until the answer is called. @param milliseconds of each */
export async function slowDisk(pids: readonly number[], milliseconds: number): Promise<() => Promise<void>> {
  const injected = `inject=${DISK_CALLS}:delay_enter=${milliseconds * 1000}`
  const tracers = await Promise.all(pids.map((pid) => trace(pid, [`trace=${DISK_CALLS}`, injected])))
  return async () => void (await Promise.all(tracers.map((tracer) => ended(tracer, 'SIGINT'))))
}

/** Kills a process as soon as it begins to write into a file, which then has nothing of it. Resolves when it is to happen. */
export async function killAtWriting(pid: number, path: string): Promise<void> {
  await trace(pid, ['trace=write,pwrite64,writev', 'inject=write,pwrite64,writev:signal=SIGKILL'], ['-P', path])
}

/** Looks at all threads of a process. Resolves when it does. */
async function trace(pid: number, what: readonly string[], more: readonly string[] = []): Promise<ChildProcess> {
  const options = ['-f', '-p', String(pid), ...what.flatMap((one) => ['-e', one]), ...more, '-o', '/dev/null']
  const tracer = tracked(spawn('strace', options, { stdio: ['ignore', 'ignore', 'pipe'] }))
  await once(tracer.stderr, 'data')
  tracer.stderr.resume()
  return tracer
}

/** Why no disk can be made small here; undefined: it can be. */
export function noSmallDisk(): string | undefined {
  return process.platform === 'linux' && process.getuid?.() === 0 ? undefined : 'mounting a disk needs root'
}

/** A disk in memory that can be filled. */
export interface SmallDisk {
  /** Leaves no byte. */
  fill(): void
  /** Makes room again. */
  clear(): void
  unmount(): void
}

/** Puts a disk of so many MiB over a folder: it is empty then. */
export function mountSmallDisk(folder: string, size: number): SmallDisk {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m,mode=0700`, 'tmpfs', folder])
  const filler = join(folder, 'filler')
  return {
    fill() {
      for (let bytes = 1_048_576; bytes >= 1; bytes /= 4) writeUntilFull(filler, Buffer.alloc(bytes))
    },
    clear: () => rmSync(filler, { force: true }),
    unmount: () => void spawnSync('umount', ['--lazy', folder]),
  }
}

function writeUntilFull(path: string, piece: Buffer): void {
  try {
    for (;;) writeFileSync(path, piece, { flag: 'a' })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC')) throw cause
  }
}
