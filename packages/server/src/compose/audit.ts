/** What keeps account of a gateway: decision logs of all organisations, checkpoints over them, keys of what they digest. */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '@portcullis/engine'
import type { AuditSettings, LogSettings } from '../config/configuration.ts'
import type { FromControl } from '../control/messages.ts'
import { FACT_KEY, monthOf } from '../crypto/fact-digests.ts'
import { type KeyedDigester, keyedDigester } from '../crypto/keyed-digest.ts'
import type { DeriveKey } from '../crypto/keys.ts'
import { MONTH_KEYS, monthlyDigester, monthsBefore, openMonthKeys, readMonthKeys } from '../crypto/month-keys.ts'
import { CHECKPOINT_KEY, createSigner } from '../crypto/signing.ts'
import type { AuditSink } from '../ports/audit-sink.ts'
import type { Clock } from '../ports/clock.ts'
import { fileAnchor, urlAnchor } from '../store/checkpoints/anchor.ts'
import type { ChainHead } from '../store/checkpoints/entry.ts'
import { openJournal } from '../store/checkpoints/journal.ts'
import { type Checkpoints, keepCheckpoints } from '../store/checkpoints/keep.ts'
import { CHECKPOINTS_FILE, PUBLIC_KEY_FILE } from '../store/checkpoints/places.ts'
import { lastSealOf } from '../store/jsonl/chain-end.ts'
import type { DecisionLogStatus } from '../store/jsonl/decision-log.ts'
import { type OrganisationLogs, openOrganisationLogs } from '../store/jsonl/organisation-logs.ts'

/** What the control plane tells of audit. */
export type AuditWord = Extract<FromControl, { readonly kind: 'change_heads' | 'retention' }>

/** The account that is kept. */
export interface Audit {
  readonly log: AuditSink & { total(): DecisionLogStatus }
  /** Digests of arguments; undefined: none are kept. */
  readonly facts: KeyedDigester | undefined
  hear(word: AuditWord): void
  /** Closes the logs and makes the last checkpoint. */
  close(): Promise<void>
}

/** What it is opened with. */
export interface AuditOptions {
  readonly settings: { readonly audit: AuditSettings; readonly log: LogSettings }
  /** The data folder. */
  readonly folder: string
  /** The control plane makes the keys of digests, and writes them into the folder: gateways of one database have the same. */
  readonly sharesKeys?: boolean
  readonly derive: DeriveKey
  readonly clock: Clock
  readonly diagnose: (text: string, cause?: unknown) => void
}

const DAY = 86_400_000
/** Files are put aside after a tenth of what is kept, so that little is kept for longer. */
const PARTS = 10

/** Opens it; rejects with a reason. */
export async function openAudit(options: AuditOptions): Promise<Audit> {
  const { settings, folder, derive, clock, diagnose } = options
  const signer = createSigner(derive(CHECKPOINT_KEY))
  writeFileSync(join(folder, PUBLIC_KEY_FILE), signer.publicKey, { mode: 0o600 })
  const facts = factDigester(options)
  const journal = await openJournal({ path: join(folder, CHECKPOINTS_FILE), signer, clock })
  const changes = new Map<string, ChainHead>()
  let checkpoints: Checkpoints | undefined
  const log = await openOrganisationLogs({
    path: settings.log.file,
    maxBytes: settings.log.maxBytes,
    keep: settings.log.keep,
    onFull: settings.log.onFull,
    queueBytes: settings.log.bufferBytes,
    flushMs: settings.log.flush,
    clock,
    writer: `${signer.id.slice(0, 8)}/${randomBytes(6).toString('base64url')}`,
    async onDrop(organisation, file, why) {
      const until = await lastSealOf(file)
      if (until !== undefined) await checkpoints?.tombstone({ organisation, until, why })
    },
  })
  const { anchor, anchorUrl } = settings.audit
  checkpoints = keepCheckpoints({
    journal,
    anchors: [
      ...(anchor === undefined ? [] : [fileAnchor(anchor)]),
      ...(anchorUrl === undefined ? [] : [urlAnchor(anchorUrl)]),
    ],
    heads: async () => [...(await log.heads()).map((head) => ({ kind: 'log' as const, ...head })), ...changes.values()],
    diagnose,
  })
  return {
    log,
    facts,
    hear(word) {
      if (word.kind === 'change_heads')
        for (const { organisation, seq, hash } of word.heads)
          changes.set(organisation, { kind: 'changes', organisation, seq, hash })
      else expire(log, word.days, clock.now()).catch((cause) => diagnose('Old decisions could not be dropped.', cause))
    },
    async close() {
      await log.close()
      await checkpoints.close()
    },
  }
}

async function expire(log: OrganisationLogs, kept: Readonly<Record<string, number>>, now: Instant): Promise<void> {
  for (const [organisation, days] of Object.entries(kept))
    await log.expire(organisation, now - days * DAY, Math.max(DAY, (days * DAY) / PARTS))
}

/** Keys of months that are too long ago are destroyed now, and whenever a month begins. */
function factDigester({
  settings,
  folder,
  sharesKeys = false,
  derive,
  clock,
}: AuditOptions): KeyedDigester | undefined {
  const path = join(folder, MONTH_KEYS)
  const opened = openMonthKeys(path)
  if (!opened.ok) throw new Error(opened.problem)
  const { keys } = opened
  const forget = (month: string): void => {
    keys.destroyBefore(monthsBefore(month, settings.audit.factsMonths))
  }
  forget(monthOf(clock.now()))
  if (!settings.log.digests) return undefined
  const lasting = keyedDigester(derive(FACT_KEY))
  // A key that was made here would be this gateway's alone.
  if (sharesKeys)
    return monthlyDigester(
      lasting,
      readMonthKeys(path, () => clock.monotonic()),
    )
  return monthlyDigester(lasting, (month) => {
    forget(month)
    return keys.obtain(month)
  })
}
