/** Reads the decision log of a gateway process. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GatewayProcess } from './gateway-process.ts'

/** A line of the log, as `docs/reference/decision-log.md` has it. */
export interface LogLine {
  readonly type: 'decision' | 'outcome' | 'unidentified' | 'gap'
  readonly id?: string
  readonly grant?: string
  readonly server?: string
  readonly era?: string
  readonly method?: string
  readonly tool?: string
  readonly effect?: 'allow' | 'deny'
  readonly code?: string
  readonly rule?: string
  readonly policy?: string
  readonly policyVersion?: string
  readonly shadow?: Readonly<Record<string, string>>
  readonly approval?: { readonly id: string; readonly state: string; readonly narrowed?: true }
  readonly outcome?: string
  readonly reason?: string
  readonly count?: number
}

/** Everything that was written so far but seals; a last line that is being written is left out. */
export async function readLog({ folder }: Pick<GatewayProcess, 'folder'>): Promise<readonly LogLine[]> {
  const text = await readFile(join(folder, 'state', 'decisions.jsonl'), 'utf8')
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => !line.startsWith('{"v":1,"type":"seal"'))
    .map((line): LogLine => JSON.parse(line))
}

/** How the latest call of a tool was decided, and how it ended. */
export async function lastCall(
  gateway: GatewayProcess,
  tool: string,
): Promise<{ readonly decision: LogLine | undefined; readonly outcome: string | undefined }> {
  const lines = await readLog(gateway)
  const decision = lines.findLast((line) => line.type === 'decision' && line.tool === tool && line.effect === 'allow')
  const outcome = lines.findLast((line) => line.type === 'outcome' && line.id === decision?.id)
  return { decision, outcome: outcome?.outcome }
}
