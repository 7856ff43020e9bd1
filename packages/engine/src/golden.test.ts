/** Runs `cases/*.yaml`: policies, requests and the decisions that must come out. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { OPERATOR_NAMES } from './condition/operators.ts'
import {
  type CallRequest,
  type Claim,
  type CompiledPolicy,
  compileLayers,
  type Decision,
  decide,
  explain,
  formatAmount,
  type JsonObject,
  type JsonValue,
  type Layer,
  parsePolicy,
  type Seen,
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
  readonly annotations?: JsonObject
  readonly client?: { readonly name?: string; readonly version?: string }
  readonly ip?: string
  readonly seen?: Seen
  readonly input?: JsonObject
}

interface Case {
  readonly description: string
  readonly request: Request
  readonly decision: Record<string, unknown> & { readonly claims?: readonly Record<string, unknown>[] }
  readonly visible?: string
}

/** Either one document, called `policy`, or several. */
interface Group {
  readonly policy?: unknown
  readonly layers?: readonly (Omit<Layer, 'policy'> & { readonly policy: unknown })[]
  readonly cases: readonly Case[]
}

/** One operator with a value of the policy, and values of calls. */
interface OperatorRow {
  readonly op: string
  readonly value: JsonValue
  readonly ignore_case?: boolean
  readonly held: readonly JsonValue[]
  readonly not: readonly JsonValue[]
  readonly error: readonly JsonValue[]
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
    tool: {
      server: written.server ?? 'klaviyo',
      name: written.tool,
      label: toolLabel(written.class),
      annotations: written.annotations,
    },
    context: {
      at: Date.parse(written.at ?? NOON),
      slot: written.slot ?? 0,
      seen: written.seen,
      digest: values,
      ...(written.client !== undefined && { client: written.client }),
      ...(written.ip !== undefined && { address: written.ip }),
    },
    arguments: written.arguments ?? {},
    inexact: new Set(written.inexact),
    input: written.input,
  }
}

/** Stands for a digest: the values themselves, as they follow the key of the counter. */
function values(text: string): string {
  return text.slice(text.lastIndexOf('['))
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
    terms: claim.terms ?? null,
    from: iso(claim.current.from),
    to: iso(claim.current.to),
    next: iso(claim.next.to),
  }
}

/** Shadow answers hold claims too. */
function checkShadow(decision: Decision, wanted: unknown): void {
  expect(decision.shadow).toMatchObject(wanted as object)
  expect(decision.shadow?.claims.every(({ key }) => key.includes('shadow:'))).toBe(true)
}

function check(decision: Decision, wanted: Case['decision']): void {
  const { claims, ...others } = wanted
  const { shadow, ...rest } = others
  expect(decision).toMatchObject(rest)
  if (Object.hasOwn(others, 'shadow') && shadow === null) expect(decision.shadow).toBeUndefined()
  else if (shadow !== undefined) checkShadow(decision, shadow)
  if (claims === undefined) return
  const made = decision.effect === 'deny' ? [] : decision.claims.map(readable)
  expect(made).toHaveLength(claims.length)
  expect(made).toMatchObject(claims)
}

const groups = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml') && file !== 'problems.yaml' && file !== 'every-operator.yaml')
  .map((file) => ({ file, groups: read<Group>(file) }))

it('has at least 200 golden cases', () => {
  expect(groups.flatMap(({ groups: inFile }) => inFile.flatMap(({ cases }) => cases)).length).toBeGreaterThanOrEqual(
    200,
  )
})

function compileGroup({ policy, layers }: Group): CompiledPolicy {
  const documents = layers ?? [{ id: 'policy', version: '', policy }]
  return compileLayers(
    documents.map(({ policy: written, ...ref }) => {
      const parsed = parsePolicy(JSON.stringify(written))
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
      return { ...ref, version: ref.version ?? '', policy: parsed.policy }
    }),
  )
}

for (const { file, groups: inFile } of groups) {
  describe(file, () => {
    for (const group of inFile) {
      for (const { description, request, decision, visible: visibility } of group.cases) {
        it(description, () => {
          const compiled = compileGroup(group)
          const call = callRequest(request)
          check(decide(compiled, call), decision)
          check(decide(compiled, call), decision)
          checkExplanation(compiled, call)
          if (visibility !== undefined)
            expect(visible(compiled, request.tool, toolLabel(request.class))).toBe(visibility)
        })
      }
    }
  })
}

/** The first rule that refuses is the one that decided; nothing decides an allowed call. */
function checkExplanation(compiled: CompiledPolicy, call: CallRequest): void {
  const { decision, documents } = explain(compiled, call, { showValues: true })
  expect(decision).toEqual(decide(compiled, call))
  const deciding = documents.flatMap(({ steps }) => steps).filter(({ decides }) => decides)
  expect(deciding.map(({ rule }) => rule)).toEqual(decision.effect === 'allow' ? [] : [decision.rule])
}

describe('every-operator.yaml', () => {
  const rows = read<OperatorRow>('every-operator.yaml')

  it('has every operator', () => {
    expect(new Set(rows.map(({ op }) => op))).toEqual(new Set(OPERATOR_NAMES.filter((name) => name !== 'exists')))
  })

  it.each(rows)('$op $value', ({ op, value, ignore_case: ignoreCase, held, not, error }) => {
    const condition = { path: 'args.x', op, value, ...(ignoreCase !== undefined && { ignore_case: ignoreCase }) }
    const compiled = compileGroup({
      cases: [],
      policy: {
        version: '1',
        default: 'deny',
        tools: {
          require: { require: [{ conditions: [condition] }] },
          deny_if: { deny_if: [{ conditions: [condition] }] },
          not: { require: [{ conditions: [{ not: condition }] }] },
        },
      },
    })
    const outcomes = (args: JsonObject): readonly unknown[] =>
      ['require', 'deny_if', 'not'].map((tool) => {
        const decision = decide(compiled, callRequest({ tool, arguments: args }))
        return decision.effect === 'deny' ? decision.code : decision.effect
      })
    for (const x of held) expect([x, outcomes({ x })]).toEqual([x, ['allow', 'policy_denied', 'policy_denied']])
    for (const x of not) expect([x, outcomes({ x })]).toEqual([x, ['policy_denied', 'allow', 'allow']])
    for (const x of error) expect([x, outcomes({ x })]).toEqual([x, Array(3).fill('argument_invalid')])
    for (const args of [{}, { x: null }]) expect(outcomes(args)).toEqual(['policy_denied', 'allow', 'allow'])
  })
})

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
