/** Runs `cases/*.yaml`: policies, requests and the decisions that must come out. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import {
  type CallRequest,
  type Claim,
  compilePolicy,
  type Decision,
  decide,
  formatAmount,
  type JsonObject,
  parsePolicy,
  type SessionSlot,
  type ToolLabel,
  visible,
} from './index.ts'

const FOLDER = new URL('../cases/', import.meta.url)
const NOON = '2026-03-10T12:34:56.789Z'

interface Request {
  readonly tool: string
  readonly server?: string
  readonly organisation?: string
  readonly grant?: string
  readonly label?: string
  readonly owner?: string
  readonly tags?: Record<string, string>
  /** Category, risk and, where an operator vouches for it, `reviewed`: "destructive critical reviewed". */
  readonly class?: string
  readonly at?: string
  readonly slot?: SessionSlot
  readonly arguments?: JsonObject
  readonly inexact?: readonly string[]
}

interface Case {
  readonly description: string
  readonly request: Request
  readonly decision: Record<string, unknown> & { readonly claims?: readonly Record<string, unknown>[] }
  readonly visible?: string
}

interface Group {
  readonly policy: unknown
  readonly cases: readonly Case[]
}

interface ProblemCase {
  readonly description: string
  readonly text: string
  readonly findings: readonly string[]
}

function read<T>(file: string): readonly T[] {
  return parse(readFileSync(new URL(file, FOLDER), 'utf8')) as readonly T[]
}

function toolLabel(written: string | undefined): ToolLabel | undefined {
  if (written === undefined) return undefined
  const [category, risk, source = 'derived'] = written.split(' ')
  return { category, risk, source } as ToolLabel
}

function callRequest(written: Request): CallRequest {
  return {
    subject: {
      organisation: written.organisation ?? 'local',
      grant: written.grant ?? 'g1',
      label: written.label ?? 'Marketing agent',
      owner: written.owner ?? 'ana',
      tags: written.tags ?? { team: 'growth' },
    },
    tool: { server: written.server ?? 'klaviyo', name: written.tool, label: toolLabel(written.class) },
    context: { at: Date.parse(written.at ?? NOON), slot: written.slot ?? 0 },
    arguments: written.arguments ?? {},
    inexact: new Set(written.inexact),
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z')
}

/** A claim as the cases write it. */
function readable(claim: Claim): Record<string, unknown> {
  return {
    ...claim,
    amount: formatAmount(claim.amount),
    max: formatAmount(claim.max),
    from: iso(claim.current.from),
    to: iso(claim.current.to),
    next: iso(claim.next.to),
  }
}

function check(decision: Decision, wanted: Case['decision']): void {
  const { claims, ...rest } = wanted
  expect(decision).toMatchObject(rest)
  if (claims === undefined) return
  const made = decision.effect === 'deny' ? [] : decision.claims.map(readable)
  expect(made).toHaveLength(claims.length)
  expect(made).toMatchObject(claims)
}

const groups = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml') && file !== 'problems.yaml')
  .map((file) => ({ file, groups: read<Group>(file) }))

it('has at least 200 golden cases', () => {
  expect(groups.flatMap(({ groups: inFile }) => inFile.flatMap(({ cases }) => cases)).length).toBeGreaterThanOrEqual(
    200,
  )
})

for (const { file, groups: inFile } of groups) {
  describe(file, () => {
    for (const { policy, cases } of inFile) {
      const parsed = parsePolicy(JSON.stringify(policy))
      for (const { description, request, decision, visible: visibility } of cases) {
        it(description, () => {
          if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
          const compiled = compilePolicy(parsed.policy, { id: 'policy' })
          const call = callRequest(request)
          check(decide(compiled, call), decision)
          check(decide(compiled, call), decision)
          if (visibility !== undefined)
            expect(visible(compiled, request.tool, toolLabel(request.class))).toBe(visibility)
        })
      }
    }
  })
}

describe('problems.yaml', () => {
  for (const { description, text, findings } of read<ProblemCase>('problems.yaml')) {
    it(description, () => {
      const parsed = parsePolicy(text)
      const found = parsed.ok ? parsed.warnings : parsed.problems
      expect(found.map(({ code, pointer }) => [code, pointer])).toEqual(
        findings.map((finding) => /^(\w+) ?([^@\s]*)/.exec(finding)?.slice(1)),
      )
      findings.forEach((finding, index) => {
        const [, line, column] = /@(\d+):(\d+)/.exec(finding) ?? []
        const [, hint] = /@\S+ (.+)$/.exec(finding) ?? []
        if (line !== undefined) expect(found[index]).toMatchObject({ line: Number(line), column: Number(column) })
        if (hint !== undefined) expect(found[index]?.remedy).toContain(hint)
      })
      for (const problem of found) {
        expect(problem.message).not.toBe('')
        expect(problem.remedy).toMatch(/\.$/)
      }
    })
  }
})
