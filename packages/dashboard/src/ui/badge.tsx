/** Small words with a colour; the word alone says it too. */
import type { ReactNode } from 'react'
import { classes } from '../lib/classes.ts'
import { titled } from '../lib/words.ts'

/** What a badge means: `good` to `worst`, or nothing. */
export type Tone = 'good' | 'warn' | 'bad' | 'worst' | 'accent' | 'none'

const TONES: Readonly<Record<Tone, string>> = {
  good: 'bg-low-soft text-low',
  warn: 'bg-medium-soft text-medium',
  bad: 'bg-high-soft text-high',
  worst: 'bg-critical-soft text-critical',
  accent: 'bg-accent-soft text-accent',
  none: 'bg-sunken text-ink-soft',
}

const FORM =
  'inline-flex items-center gap-1.5 rounded-md px-1.5 text-[0.86rem] font-semibold leading-[1.55] whitespace-nowrap'

/** A badge. */
export function Badge({
  tone = 'none',
  children,
  className,
}: {
  readonly tone?: Tone
  readonly children: ReactNode
  readonly className?: string
}) {
  return <span className={classes(FORM, TONES[tone], className)}>{children}</span>
}

const RISKS: Readonly<Record<string, readonly [tone: Tone, down: string]>> = {
  low: ['good', '[--down:2px]'],
  medium: ['warn', '[--down:6px]'],
  high: ['bad', '[--down:10px]'],
  critical: ['worst', '[--down:14px]'],
}

/** The risk of a tool: `low` to `critical`. */
export function RiskBadge({ risk }: { readonly risk: string }) {
  const [tone, down] = (Object.hasOwn(RISKS, risk) ? RISKS[risk] : undefined) ?? ['none', '[--down:0px]']
  return <span className={classes('grille', FORM, TONES[tone], down)}>{titled(risk)}</span>
}

const DOTS: Readonly<Record<string, string>> = {
  read: 'bg-read',
  write: 'bg-write',
  execute: 'bg-execute',
  destructive: 'bg-destructive',
  financial: 'bg-financial',
}

/** What a tool does: `read`, `write`, `execute`, `destructive`, `financial`. */
export function CategoryBadge({ category }: { readonly category: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span
        aria-hidden
        className={classes(
          'size-2 rounded-full',
          (Object.hasOwn(DOTS, category) && DOTS[category]) || 'bg-line-strong',
        )}
      />
      {titled(category)}
    </span>
  )
}

const EFFECTS: Readonly<Record<string, readonly [tone: Tone, word: string]>> = {
  allow: ['good', 'Allowed'],
  deny: ['worst', 'Refused'],
  ask: ['warn', 'Asked'],
  hide: ['none', 'Hidden'],
  limit: ['accent', 'Limited'],
}

/** What was decided, or would be: `allow`, `deny`, `ask`, `hide`, `limit`. */
export function EffectBadge({ effect }: { readonly effect: string }) {
  const [tone, word] = (Object.hasOwn(EFFECTS, effect) ? EFFECTS[effect] : undefined) ?? ['none', titled(effect)]
  return <Badge tone={tone}>{word}</Badge>
}

/** A number that waits for somebody, beside a name. */
export function Count({ count, label }: { readonly count: number; readonly label: string }) {
  if (count === 0) return null
  return (
    <span className="numbers min-w-5 rounded-full bg-accent px-1.5 text-center text-[0.8rem] font-bold text-on-accent">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> {label}</span>
    </span>
  )
}
