/** Questions that are asked when somebody wants to know, and change nothing that other pages show. */
import { type UseMutationResult, useMutation } from '@tanstack/react-query'
import { type Answer, type Asking, ask, type RouteId } from '../../api/api.ts'

/** Asks when it is told to: `mutate(asking)`. */
export function useAsk<Id extends RouteId>(id: Id): UseMutationResult<Answer<Id>, unknown, Asking<Id>> {
  return useMutation({ mutationFn: (asking: Asking<Id>) => ask(id, asking) })
}
