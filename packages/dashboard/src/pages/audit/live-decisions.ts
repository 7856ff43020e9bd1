/** Decisions as they are made. */
import { useEffect, useState } from 'react'
import { listen } from '../../api/event-stream.ts'
import { type Decision, type Filter, fits } from './decision-filter.ts'

/** Told decisions that are kept: a screen of them many times over. */
const MOST = 2000
/** Milliseconds in which what is told is gathered before it is shown. */
const GATHER = 250

/** What was told. */
export interface Told {
  /** The latest first. */
  readonly decisions: readonly Decision[]
  /** Some were missed, as more came than could be told. */
  readonly missed: number
}

const NOTHING: Told = { decisions: [], missed: 0 }

/** Those that fit, from now on. @param live false: nothing is listened to, and what was told is forgotten */
export function useLiveDecisions(organisation: string, filter: Filter, live: boolean): Told {
  const [told, setTold] = useState(NOTHING)
  const named = JSON.stringify(filter)
  useEffect(() => {
    setTold(NOTHING)
    if (!live) return
    const wanted: Filter = JSON.parse(named)
    let waiting: ((before: Told) => Told)[] = []
    const timer = setInterval(() => {
      if (waiting.length === 0) return
      const steps = waiting
      waiting = []
      setTold((before) => steps.reduce((now, step) => step(now), before))
    }, GATHER)
    const stop = listen(`/organisations/${encodeURIComponent(organisation)}/audit/events`, {
      onEvent: ({ name, data }) => waiting.push(stepOf(name, JSON.parse(data), wanted)),
    })
    return () => {
      stop()
      clearInterval(timer)
    }
  }, [organisation, named, live])
  return told
}

function stepOf(name: string, data: unknown, wanted: Filter): (before: Told) => Told {
  if (name === 'missing') return (before) => ({ ...before, missed: before.missed + 1 })
  // The stream is the API's own: its events have the shape of the list's items.
  const decision = data as Decision
  if (name === 'outcome')
    return (before) => ({
      ...before,
      decisions: before.decisions.map((one) => (one.id === decision.id ? ended(one, decision) : one)),
    })
  if (!fits(decision, wanted)) return (before) => before
  return (before) => ({ ...before, decisions: [decision, ...before.decisions].slice(0, MOST) })
}

/** What an end says of a decision. */
const ended = (one: Decision, { outcome, upstream_micros }: Partial<Decision>): Decision => ({
  ...one,
  ...(outcome !== undefined && outcome !== '' && { outcome }),
  ...(upstream_micros !== undefined && { upstream_micros }),
})
