/** A text as a picture that a telephone reads. */
import { encode } from 'uqr'

/**
 * The QR code of a text (ISO/IEC 18004): its rows from above, of `1` for dark and `0` for light. Whoever shows it leaves four
 * light modules around.
 */
export function codePicture(text: string): readonly string[] {
  return encode(text, { ecc: 'M', border: 0 }).data.map((row) => row.map((dark) => (dark ? '1' : '0')).join(''))
}
