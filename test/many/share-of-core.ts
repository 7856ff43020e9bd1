/** Processes that get no more than a share of a core, as if each had a small machine of its own: by control groups of Linux. */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Microseconds in which a share is given out: short, so that nobody waits long for the next one. */
const PERIOD = 20_000

/** How a group is held to a share, in each version of control groups. */
const VERSIONS: readonly { readonly folder: string; limit(group: string, quota: number): void }[] = [
  {
    folder: '/sys/fs/cgroup/cpu',
    limit(group, quota) {
      writeFileSync(join(group, 'cpu.cfs_period_us'), String(PERIOD))
      writeFileSync(join(group, 'cpu.cfs_quota_us'), String(quota))
    },
  },
  {
    folder: '/sys/fs/cgroup',
    limit: (group, quota) => writeFileSync(join(group, 'cpu.max'), `${quota} ${PERIOD}`),
  },
]

/**
 * Holds a process, with all its threads and what it starts from then on, to a share.
 * @param share of one core
 * @returns takes the group away, once the process has ended. Throws where no group can be made.
 */
export function holdToShare(pid: number, share: number): () => void {
  for (const { folder, limit } of VERSIONS) {
    const group = join(folder, `portcullis-scale-${pid}`)
    try {
      mkdirSync(group)
      // Whatever is no control group has no such file.
      if (!existsSync(join(group, 'cgroup.procs'))) throw new Error(`${folder} makes no groups`)
      limit(group, Math.round(share * PERIOD))
      writeFileSync(join(group, 'cgroup.procs'), String(pid))
      return () => rmdirSync(group)
    } catch {
      if (existsSync(group)) rmdirSync(group)
    }
  }
  throw new Error('No control group for CPU time could be made: --share needs Linux, and root.')
}
