/** Teams as the API shows them. */
import type { Answer } from '../../../api/api.ts'

/** One. */
export type Team = Answer<'teams.list'>['items'][number]
