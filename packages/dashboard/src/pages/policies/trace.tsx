/** Every rule that was considered for a call, in order, and the one that decided. */
import { classes } from '../../lib/classes.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { type TraceStep, traceOf } from './reports.ts'

const WORDS: Readonly<Record<string, readonly [tone: Tone, word: string]>> = {
  holds: ['accent', 'fits'],
  displaced: ['none', 'displaced'],
  passes: ['good', 'passes'],
  refuses: ['worst', 'refuses'],
  asks: ['warn', 'asks'],
  fails: ['worst', 'cannot be judged'],
  claims: ['accent', 'counts'],
}

/** Shows it. */
export function Trace({ explanation }: { readonly explanation: unknown }) {
  const traces = traceOf(explanation)
  return traces.map(({ document, steps }) => (
    <section key={document} className="min-w-0">
      {traces.length > 1 && <h3 className="mb-1 break-all">{document}</h3>}
      <ol className="flex flex-col gap-1.5">
        {steps.map((step, index) => (
          <StepRow key={`${String(index)} ${step.rule}`} step={step} />
        ))}
        {steps.length === 0 && <li className="text-ink-soft">Nothing was judged.</li>}
      </ol>
    </section>
  ))
}

function StepRow({ step: { rule, outcome, decides, because } }: { readonly step: TraceStep }) {
  const [tone, word] = WORDS[outcome] ?? ['none', outcome]
  return (
    <li
      className={classes(
        'flex min-w-0 flex-wrap items-center gap-x-3 gap-y-0.5 rounded-[7px] px-2 py-1',
        decides && 'bg-sunken outline-1 outline-line-strong',
      )}
    >
      <Badge tone={tone}>{word}</Badge>
      <span className="font-mono text-[0.92rem] break-all">{rule}</span>
      {decides && <span className="font-semibold">This decides.</span>}
      {because !== '' && <span className="text-ink-soft">{because}</span>}
    </li>
  )
}
