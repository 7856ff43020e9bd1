/** What the process and the gateway's thread use of the machine. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '../ports/clock.ts'
import type { Measures, Sample } from '../ports/measures.ts'
import { single } from './series.ts'

/** A watch on the thread that made it; ends with `close`. */
export interface ProcessWatch {
  measure(): Measures
  close(): void
}

const NANOS = 1_000_000_000
const MICROS = 1_000_000
/** Milliseconds between two looks at the event loop: what is late by less is not seen. */
const RESOLUTION = 10

/** @param version of the product */
export function watchProcess(clock: Clock, version: string): ProcessWatch {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
  delay.enable()
  const began = (clock.now() - process.uptime() * 1000) / 1000
  const late = (nanos: number): number => Math.max(0, nanos / NANOS - RESOLUTION / 1000)
  return {
    measure() {
      const { user, system } = process.cpuUsage()
      const quantiles: readonly Sample[] = [
        { labels: ['0.5'], value: late(delay.percentile(50)) },
        { labels: ['0.99'], value: late(delay.percentile(99)) },
        { labels: ['1'], value: late(delay.max) },
      ]
      delay.reset()
      return new Map([
        ['portcullis_event_loop_delay_seconds', quantiles],
        ['portcullis_heap_bytes', single(process.memoryUsage().heapUsed)],
        ['process_cpu_seconds_total', single((user + system) / MICROS)],
        ['process_resident_memory_bytes', single(process.memoryUsage.rss())],
        ['process_start_time_seconds', single(began)],
        ['portcullis_build_info', [{ labels: [version, process.versions.node], value: 1 }]],
      ])
    },
    close: () => delay.disable(),
  }
}
