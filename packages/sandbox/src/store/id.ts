/** Ids that look like the real ones and come out the same on every run. */

const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const SPACE = 32 ** 6
const STEP = 392_017_441

/** The `n`-th id of a family: six letters and digits, all different for `n` below 2^30. */
export function idOf(family: number, n: number): string {
  let rest = Number((BigInt(n + 1) * BigInt(STEP) + BigInt(family) * 7_654_321n) % BigInt(SPACE))
  let id = ''
  for (let place = 0; place < 6; place++) {
    id += ALPHABET[rest % 32]
    rest = Math.floor(rest / 32)
  }
  return id
}
