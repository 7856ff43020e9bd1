/** What has to be done with messages that belong to no call: nobody knows which tool they come from. */
import { compileResults, type PlacedResults, type ResultPlan } from '../result/result-plan.ts'
import { type CompiledPolicy, inForceAt } from './compile.ts'
import type { CompiledDocument } from './document.ts'
import { placedResults } from './prepared-rule.ts'

const plans = new WeakMap<CompiledPolicy, ResultPlan | undefined>()

/**
 * The redactions of every rule of every document, and what the documents say of all results. A server may write what a
 * tool came to beside the tool's answer: what one rule takes out there has to be taken out here. Prepared once for each
 * change.
 * @returns undefined where nothing has to be done
 */
export function streamResults(policy: CompiledPolicy, at: number): ResultPlan | undefined {
  const inForce = inForceAt(policy, at)
  const known = plans.get(inForce)
  if (known !== undefined || plans.has(inForce)) return known
  const placed = inForce.documents.flatMap(placedIn)
  const compiled = compileResults(placed, inForce.watchesSecrets)
  const plan = compiled && withoutRepetition(compiled, placed)
  plans.set(inForce, plan)
  return plan
}

function placedIn({ policy, source, head }: CompiledDocument): readonly PlacedResults[] {
  const { all_tools: everywhere, tools = {}, classes = {} } = policy
  const rules = [
    ...(everywhere === undefined ? [] : [{ place: ['all_tools'], rule: everywhere }]),
    ...Object.entries(tools).map(([name, rule]) => ({ place: ['tools', name], rule })),
    ...Object.entries(classes).map(([name, rule]) => ({ place: ['classes', name], rule })),
  ]
  const own = rules.flatMap(({ place, rule }): readonly PlacedResults[] => {
    const { redact } = rule.results ?? {}
    return redact === undefined ? [] : [placedResults([...place, 'results'], { redact }, source)]
  })
  return [...head.general.placed, ...own]
}

/** Many tools have the same redactions: each is done once, in the name of the first rule that asks for it. */
function withoutRepetition(plan: ResultPlan, placed: readonly PlacedResults[]): ResultPlan {
  const written = placed.flatMap(({ results }) => results.redact ?? [])
  const met = new Set<string>()
  const isNew = (_: unknown, index: number): boolean => {
    const { size } = met
    return met.add(JSON.stringify(written[index], ['detector', 'regex', 'with'])).size > size
  }
  return { ...plan, redactors: plan.redactors.filter(isNew) }
}
