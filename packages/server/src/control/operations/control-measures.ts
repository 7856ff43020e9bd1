/** What the database knows of what waits for people. */
import type { Measures } from '../../ports/measures.ts'
import { single } from '../../telemetry/series.ts'
import type { Control } from '../control.ts'

/** Reads it; rejects where the database does not answer. */
export async function controlMeasures(control: Control): Promise<Measures> {
  const [waiting, drifted, unreachable] = await Promise.all([
    approvalsWaiting(control),
    toolsDrifted(control),
    serversUnreachable(control),
  ])
  const lag = control.operations.indexLag()
  return new Map([
    ['portcullis_approvals_waiting', single(waiting)],
    ['portcullis_tools_drifted', single(drifted)],
    ['portcullis_servers_unreachable', single(unreachable)],
    ['portcullis_index_lag_bytes', single(lag?.bytes ?? 0)],
    ['portcullis_index_lag_seconds', single(lag?.seconds ?? 0)],
  ])
}

type Counted = { readonly count: number | string | bigint } | undefined
const numberOf = (row: Counted): number => Number(row?.count ?? 0)

const approvalsWaiting = async ({ db, clock }: Control): Promise<number> =>
  numberOf(
    await db
      .selectFrom('approvals')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('state', '=', 'pending')
      .where('expires', '>', clock.now())
      .executeTakeFirst(),
  )

/** What is refused until somebody decides: other definitions than the accepted, and new tools where those are refused. */
const toolsDrifted = async ({ db }: Control): Promise<number> =>
  numberOf(
    await db
      .selectFrom('server_tools as tool')
      .innerJoin('servers as server', 'server.id', 'tool.server')
      .leftJoin('server_pins as pin', (join) =>
        join.onRef('pin.server', '=', 'tool.server').onRef('pin.name', '=', 'tool.name'),
      )
      .select(({ fn }) => fn.countAll().as('count'))
      .where('server.pinned', '=', 1)
      .where('tool.present', '=', 1)
      .where((where) =>
        where.or([
          where.and([where('pin.fingerprint', 'is', null), where('server.new_tools', '=', 'refuse')]),
          where('pin.fingerprint', '!=', where.ref('tool.fingerprint')),
        ]),
      )
      .executeTakeFirst(),
  )

const serversUnreachable = async ({ db }: Control): Promise<number> =>
  numberOf(
    await db
      .selectFrom('server_health')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('problem', 'is not', null)
      .executeTakeFirst(),
  )
