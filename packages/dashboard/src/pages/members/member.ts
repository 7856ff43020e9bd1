/** Members as the API shows them. */
import type { Answer } from '../../api/api.ts'

/** One. */
export type Member = Answer<'members.list'>['items'][number]
