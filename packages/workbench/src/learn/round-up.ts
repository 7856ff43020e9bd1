/** Numbers that people choose. */

const STEPS = [1, 2, 3, 5, 10] as const

/** The least of 1, 2, 3, 5, 10, 20, 30, … that is not below a number; 0 for 0. */
export function roundUp(value: number): number {
  if (value <= 0) return 0
  const power = Math.floor(Math.log10(value))
  for (const exponent of [power - 1, power]) {
    for (const step of STEPS) {
      const candidate = Number(`${step}e${exponent}`)
      if (candidate >= value) return candidate
    }
  }
  return Number(`2e${power + 1}`)
}
