/** What the pieces of the gateway cost in this process, as Markdown. */
import { type DecideCost, measureDecide } from './decide.ts'
import { type FactsCost, measureFacts } from './facts.ts'
import { type InspectCost, measureInspect } from './inspect.ts'
import { fixed, show, table, whole } from './markdown.ts'
import { measureSeals, type SealCost } from './seals.ts'

/** Cost of decisions. */
function decideTable(costs: readonly DecideCost[]): string {
  const micros = fixed(2)
  const rows = costs.map(({ entries, allowed, refused, twenty, piled, compile }) => [
    String(entries),
    show(allowed, micros),
    show(refused, micros),
    show(twenty, micros),
    show(piled, micros),
    show(compile, fixed(1)),
  ])
  const heads = [
    'allowed, two claims, µs',
    'refused by a condition, µs',
    'twenty conditions, µs',
    'and two baselines, µs',
  ]
  return table(['entries', ...heads, 'compiled, ms'], rows)
}

/** What the facts of a call cost. */
function factsTable(costs: readonly FactsCost[]): string {
  const micros = fixed(2)
  const rows = costs.map(({ conditions, facts, line, bytes }) => [
    String(conditions),
    show(facts, micros),
    show(line, micros),
    whole(bytes),
  ])
  return table(['conditions', 'facts of three arguments, µs', 'as a line, µs', 'bytes'], rows)
}

/** What seals of the log cost. */
function sealsTable(costs: readonly SealCost[]): string {
  const micros = fixed(2)
  const rows = costs.map(({ lines, sealed, bare, ratio }) => [
    whole(lines),
    show(sealed, micros),
    show(bare, micros),
    show(ratio, micros),
  ])
  return table(['lines a flush', 'with seals, CPU µs a line', 'without, CPU µs a line', 'ratio'], rows)
}

/** What looking through one answer costs. */
function inspectTable(costs: readonly InspectCost[]): string {
  const millis = fixed(2)
  const rows = costs.map(({ holds, size, five, parse }) => [
    holds,
    whole(size),
    show(five, millis),
    show(parse, millis),
  ])
  return table(['answer', 'bytes', 'five detectors, ms', '`JSON.parse`, ms'], rows)
}

/** Measures one piece after the other. @param folder an empty one, for files */
export async function measurePieces(folder: string): Promise<string> {
  return [
    '### One decision\n',
    decideTable([1, 50, 500].map(measureDecide)),
    '### Facts of one call for the log\n',
    factsTable(measureFacts()),
    '### Seals of the log\n',
    sealsTable(await measureSeals(folder)),
    '### Inspection of a result\n',
    inspectTable(measureInspect()),
  ].join('\n')
}
