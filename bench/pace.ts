/** When calls are sent: after each answer the next one, or so many a second whatever is answered. */
import type { Connection } from './connection.ts'

export interface Pace {
  begin(): void
  /** The connection of this number has its answer. */
  answered(number: number): void
  end(): void
}

function asAnswered(connections: readonly Connection[], takeId: () => number): Pace {
  return {
    begin() {
      for (const connection of connections) connection.call(takeId())
    },
    answered: (number) => connections[number]?.call(takeId()),
    end: () => undefined,
  }
}

/** Once a millisecond, which is as often as a timer can be had: what is due goes out in a burst. */
const EVERY = 1
/** Milliseconds of calls that may wait for a connection: a way that cannot keep up is not buried under them. */
const MOST_BEHIND = 200

/** A call that finds no free connection waits for one, and its time counts from when it was due. */
function offered(connections: readonly Connection[], rate: number, takeId: () => number): Pace {
  const free = [...connections]
  const due: number[] = []
  const most = (rate * MOST_BEHIND) / 1000
  let timer: NodeJS.Timeout | undefined
  let began = 0
  let made = 0
  const sendDue = (): void => {
    while (due.length > 0 && free.length > 0) free.pop()?.call(takeId(), due.shift())
  }
  const tick = (): void => {
    const now = performance.now()
    const wanted = Math.floor(((now - began) * rate) / 1000)
    for (; made < wanted; made++) if (due.length < most) due.push(now)
    sendDue()
  }
  return {
    begin() {
      began = performance.now()
      timer = setInterval(tick, EVERY)
    },
    answered(number) {
      const connection = connections[number]
      if (connection !== undefined) free.push(connection)
      sendDue()
    },
    end: () => clearInterval(timer),
  }
}

/** @param rate calls a second; undefined: as they are answered */
export const paceOf = (connections: readonly Connection[], rate: number | undefined, takeId: () => number): Pace =>
  rate === undefined ? asAnswered(connections, takeId) : offered(connections, rate, takeId)
