/** How long something still waits, to the second where it is nearly over. */
import { useEffect, useState } from 'react'
import { staleArea } from '../../api/hooks.ts'
import { classes } from '../../lib/classes.ts'
import { now } from '../../lib/clock.ts'
import { exactWords } from '../../lib/words.ts'

const SECOND = 1000
const MINUTE = 60
const HOUR = 60 * MINUTE
/** Seconds before the end from which on it is marked. */
const NEAR = 2 * MINUTE

/** “4:09”, “2 h 5 min”, “3 days”. @param seconds not below 0 */
function leftWords(seconds: number): string {
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}:${String(seconds % MINUTE).padStart(2, '0')}`
  const hours = Math.floor(seconds / HOUR)
  if (hours < 48) return `${hours} h ${Math.floor((seconds % HOUR) / MINUTE)} min`
  return `${Math.floor(hours / 24)} days`
}

/** Shows it, and reads questions anew at the end. @param until milliseconds since 1970 */
export function Countdown({ until, label }: { readonly until: number; readonly label: string }) {
  const left = useLeft(until)
  useEffect(() => {
    if (left === 0) void staleArea('approvals')
  }, [left])
  return (
    <time
      dateTime={new Date(until).toISOString()}
      title={exactWords(until)}
      className={classes('numbers whitespace-nowrap', left <= NEAR && 'font-semibold text-critical')}
    >
      <span className="sr-only">{label} </span>
      {left === 0 ? 'over' : leftWords(left)}
    </time>
  )
}

function useLeft(until: number): number {
  const [left, setLeft] = useState(() => secondsTo(until))
  useEffect(() => {
    setLeft(secondsTo(until))
    const timer = setInterval(() => setLeft(secondsTo(until)), SECOND)
    return () => clearInterval(timer)
  }, [until])
  return left
}

const secondsTo = (until: number): number => Math.max(0, Math.ceil((until - now()) / SECOND))
