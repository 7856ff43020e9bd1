/** An export as text, piece by piece. */
import type { Signer } from '../../../crypto/signing.ts'
import { type ExportStart, exportSeal, exportStart } from './envelope.ts'
import { EXPORT_FORMS, type Exported, type ExportFormName } from './forms.ts'

/** What is exported, how, and by whom it is signed. */
export interface ExportWish {
  readonly form: ExportFormName
  readonly start: ExportStart
  readonly signer: Signer
  readonly records: AsyncIterable<Exported>
}

/** Pieces of text, about this many characters each. */
const PIECE = 32 * 1024

/** Prints it. JSON Lines have a line before and one after the records, by which `portcullis audit verify` judges them. */
export async function* printExport({ form, start, signer, records }: ExportWish): AsyncGenerator<string> {
  const { head, record } = EXPORT_FORMS[form]
  const seal = form === 'jsonl' ? exportSeal(signer) : undefined
  let text = seal === undefined ? head(start.of) : seal.line(exportStart(start))
  for await (const one of records) {
    text += seal === undefined ? record(one) : seal.line(record(one))
    if (text.length < PIECE) continue
    yield text
    text = ''
  }
  yield seal === undefined ? text : text + seal.end()
}
