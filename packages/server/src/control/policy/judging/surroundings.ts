/** What stands around a document where it is to hold: the tools of the server, and the baselines above. */
import type { JsonObject, Layer, ToolCategory, ToolLabel, ToolRisk } from '@portcullis/engine'
import type { KnownTool } from '@portcullis/workbench'
import { isProblem, type Problem, wrongField } from '../../api/problem.ts'
import type { Context } from '../../context.ts'
import { findServer } from '../../server/find-server.ts'
import type { ServerRow } from '../../server/server.ts'
import { type ToolView, viewTools } from '../../server/tool-view.ts'
import { feedPolicies } from '../feed.ts'
import { judgeText } from '../judge-text.ts'

/** Where a document is to hold. */
export interface Surroundings {
  /** Undefined: on no server in particular. */
  readonly server: ServerRow | undefined
  /** Undefined: not known. */
  readonly tools: readonly KnownTool[] | undefined
  /** The organisation's baseline and the server's, the most general first; without the document itself. */
  readonly above: readonly Layer[]
}

/** Reads them. @param slug of the server; undefined: none @param own id of the document's policy */
export async function surroundingsOf(
  { control, organisation }: Pick<Context, 'control' | 'organisation'>,
  slug: string | undefined,
  own: string,
): Promise<Surroundings | Problem> {
  const server = slug === undefined ? undefined : await findServer(control.db, organisation, slug)
  if (isProblem(server))
    return wrongField(
      '/body/server',
      `There is no server \`${slug}\`.`,
      'Send the slug of a server of this organisation.',
    )
  const { baseline } = await control.db
    .selectFrom('organisations')
    .select('baseline')
    .where('id', '=', organisation)
    .executeTakeFirstOrThrow()
  const ids = [...new Set([baseline, server?.baseline ?? null])].filter((id) => id !== null && id !== own)
  const rows =
    ids.length === 0
      ? []
      : await feedPolicies(
          control,
          ids.flatMap((id) => id ?? []),
        )
  const above: Layer[] = []
  for (const id of ids) {
    const row = rows.find((one) => one.id === id)
    const judged = row === undefined ? undefined : judgeText(row.text, '/body/server')
    if (row !== undefined && judged !== undefined && !isProblem(judged))
      above.push({ id: row.id, version: row.version, policy: judged.policy })
  }
  const heard = server === undefined ? [] : await viewTools(control.db, server)
  const tools = heard.filter(({ state }) => state !== 'gone').map(knownTool)
  return { server, tools: tools.length === 0 ? undefined : tools, above }
}

/** A tool as the workbench looks at it. */
export function knownTool({ name, definition, label }: ToolView): KnownTool {
  const { description, inputSchema, annotations } = definition
  return {
    name,
    label: labelOf(label),
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { inputSchema }),
    ...(annotations !== undefined && { annotations: { ...annotations } }),
  }
}

/** What the server says of a tool's behaviour, as rules read it; undefined: its definition is not known. */
export function annotationsOf(known: KnownTool | undefined): JsonObject | undefined {
  // Annotations came as JSON, in the server's list.
  return known === undefined ? undefined : ((known.annotations ?? {}) as JsonObject)
}

/** The catalogue's words are those of policies, with capitals. */
const labelOf = ({ category, risk, source }: ToolView['label']): ToolLabel => ({
  category: category.toLowerCase() as ToolCategory,
  risk: risk.toLowerCase() as ToolRisk,
  source,
})
