/** Routes: exports of decisions and changes, and the key by which they are signed. */
import { z } from 'zod'
import { CHECKPOINT_KEY, createSigner } from '../../crypto/signing.ts'
import type { ChainHead } from '../../store/checkpoints/entry.ts'
import { answer, route } from '../api/route.ts'
import { EXPORT_FORM_NAMES, EXPORT_FORMS, type Exported, type ExportFormName } from '../audit/export/forms.ts'
import { printExport } from '../audit/export/print-export.ts'
import { exportChanges, exportDecisions } from '../audit/export/records.ts'
import { CHANGE_FILTER } from '../audit/find-changes.ts'
import { DECISION_FILTER } from '../audit/find-decisions.ts'
import { seenServers } from '../audit/seen-servers.ts'
import type { Context } from '../context.ts'

const inOrganisation = z.object({ organisation: z.string() })
const FORM = z
  .enum(EXPORT_FORM_NAMES)
  .default('jsonl')
  .describe('`jsonl` (signed), `csv`, `cef` (Common Event Format), `otlp` (OTLP logs, one request a line).')
const shared = {
  method: 'GET',
  tag: 'Audit',
  permission: 'audit.export',
  stream: true,
  description:
    'Oldest first, as a stream. Holds no facts of arguments. A JSON Lines export can be judged by `portcullis audit verify`.',
} as const

export const exportDecisionsRoute = route({
  ...shared,
  id: 'audit.decisions.export',
  path: '/organisations/{organisation}/audit/decisions/export',
  summary: 'Exports decisions.',
  shapes: { params: inOrganisation, query: z.object({ form: FORM, ...DECISION_FILTER }) },
  async run(context, { query: { form, ...filter } }) {
    const { control, organisation } = context
    const servers = await seenServers(context, 'audit.export')
    const records = exportDecisions(control.audit.db, { organisation, filter, servers })
    return exported(context, { form, of: 'decisions', filter, records })
  },
})

export const exportChangesRoute = route({
  ...shared,
  id: 'audit.changes.export',
  path: '/organisations/{organisation}/audit/changes/export',
  summary: 'Exports changes.',
  shapes: { params: inOrganisation, query: z.object({ form: FORM, ...CHANGE_FILTER }) },
  async run(context, { query: { form, ...filter } }) {
    const { control, organisation } = context
    return exported(context, {
      form,
      of: 'changes',
      filter,
      records: exportChanges(control.db, { organisation, filter }),
    })
  },
})

export const readAuditKey = route({
  id: 'audit.key',
  method: 'GET',
  path: '/audit/key',
  tag: 'Audit',
  summary: 'The public key by which checkpoints and exports are signed.',
  permission: 'signed_in',
  shapes: { answer: z.object({ id: z.string(), public_key: z.string().describe('Ed25519, PEM.') }) },
  async run({ control }) {
    const { id, publicKey } = createSigner(control.deriveKey(CHECKPOINT_KEY))
    return answer({ id, public_key: publicKey })
  },
})

interface Wish {
  readonly form: ExportFormName
  readonly of: Exported['of']
  readonly filter: Readonly<Record<string, unknown>>
  readonly records: AsyncIterable<Exported>
}

async function exported(context: Context, { form, of, filter, records }: Wish): Promise<Response> {
  const { control, organisation, at, signal } = context
  const start = { at: new Date(at).toISOString(), organisation, of, filter, heads: await headsOf(context) }
  const signer = createSigner(control.deriveKey(CHECKPOINT_KEY))
  const text = printExport({ form, start, signer, records })
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = signal.aborted ? { done: true, value: '' } : await text.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(value ?? ''))
    },
    async cancel() {
      await text.return(undefined)
    },
  })
  const { type, ending } = EXPORT_FORMS[form]
  const name = `portcullis-${organisation}-${of}-${start.at.slice(0, 10)}.${ending}`
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}

/** The end of the organisation's chain of changes, by which an export can be compared with a checkpoint. */
async function headsOf({ control, organisation }: Context): Promise<readonly ChainHead[]> {
  const head = await control.db
    .selectFrom('change_heads')
    .select(['seq', 'hash'])
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return head === undefined ? [] : [{ kind: 'changes', organisation, ...head }]
}
