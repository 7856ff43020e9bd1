/** Texts that hold what looks like a secret: they are never repeated. */
import { DETECTORS } from '@portcullis/engine'

/** Whether the engine's detector finds something. */
export function holdsSecret(text: string): boolean {
  let found = false
  DETECTORS.secret.find(text, () => {
    found = true
  })
  return found
}
