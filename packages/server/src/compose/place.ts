/** Where a gateway keeps what it counts and records, and the key from which its others come. */
import type { Configuration } from '../config/configuration.ts'
import { type DeriveKey, openKey } from '../crypto/keys.ts'
import type { Clock } from '../ports/clock.ts'
import { openDataFolder } from '../store/data-folder.ts'
import { type AmongGateways, amongGateways } from './among-gateways.ts'
import { type Audit, openAudit } from './audit.ts'
import { type OpenedCounters, openCounters } from './counters.ts'

/** All of it, open. */
export interface Place {
  readonly derive: DeriveKey
  readonly among: AmongGateways
  readonly counters: OpenedCounters
  readonly audit: Audit
  /** Number of the data folder's owner, higher than that of all before. */
  readonly epoch: number
  /** Lets go of the data folder, after everything in it was closed. */
  release(): void
}

/** Why there is none: what was tried and what to do. */
export interface NoPlace {
  readonly problem: string
}

/** What it is opened with. */
export interface PlaceOptions {
  readonly settings: Configuration['settings']
  readonly clock: Clock
  readonly diagnose: (text: string, cause?: unknown) => void
  /** Whether there is a control plane. */
  readonly administered: boolean
}

/** Opens a place, or says why not; rejects with a reason too. */
export type OpenPlace = (options: PlaceOptions) => Promise<Place | NoPlace>

/** The place of a gateway that is one process: it becomes the owner of its data folder. */
export const openOwnPlace: OpenPlace = async ({ settings, clock, diagnose, administered }) => {
  const folder = openDataFolder(settings.dataFolder, clock.now())
  if (folder.outcome === 'refused') return { problem: folder.problem }
  const { epoch } = folder
  const release = (): void => folder.release()
  try {
    const key = openKey(settings.keys.installation, process.env)
    if (!key.ok) return refusing(release, key.problem)
    const { derive } = key
    const among = amongGateways(settings, folder, { clock, administered })
    const others = (): number => among.neighbours.all()?.length ?? 0
    const counters = await openCounters({ settings, folder, clock, diagnose, others })
    if (counters.outcome === 'refused') return refusing(release, counters.problem)
    const sharesKeys = administered && settings.admin.database !== undefined
    const audit = await openAudit({ settings, folder: folder.path, sharesKeys, derive, clock, diagnose })
    return { derive, among, counters, audit, epoch, release }
  } catch (cause) {
    return refusing(release, cause instanceof Error ? cause.message : String(cause))
  }
}

function refusing(release: () => void, problem: string): NoPlace {
  release()
  return { problem }
}
