/** Which tool names are safe to use, and which only look like others. */

const SAFE = /^[A-Za-z0-9_.\-/]{1,128}$/

/** What a reader may take for the same name: case, and the letters and digits that look alike, folded away. */
const skeleton = (name: string): string => name.toLowerCase().replaceAll('0', 'o').replace(/[1i]/g, 'l')

/** The names of one server's list, as they come in. */
export interface NameCheck {
  /** Says whether the name can be offered: false for odd characters, a repetition, or a look-alike of an earlier name. */
  add(name: string): boolean
  /** Takes a name out of use, whatever it looks like. */
  quarantine(name: string): void
  /** Names that must not be used: an earlier name is among them once a later one collides with it. */
  readonly quarantined: ReadonlySet<string>
}

/** Starts with no name known. */
export function createNameCheck(): NameCheck {
  const bySkeleton = new Map<string, string>()
  const quarantined = new Set<string>()
  return {
    quarantined,
    quarantine(name) {
      quarantined.add(name)
    },
    add(name) {
      if (!SAFE.test(name)) {
        quarantined.add(name)
        return false
      }
      const key = skeleton(name)
      const before = bySkeleton.get(key)
      if (before === undefined) {
        bySkeleton.set(key, name)
        return true
      }
      quarantined.add(before).add(name)
      return false
    },
  }
}
