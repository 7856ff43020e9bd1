/** Paths as people are shown them. */
import { relative, resolve } from 'node:path'

/** From where the command runs; whole where that is elsewhere. */
export function shownPath(path: string): string {
  const whole = resolve(path)
  const near = relative(process.cwd(), whole)
  return near === '' || near.startsWith('..') ? whole : near
}
