/** What pages use of the API: reading, reading page by page, and changing. */
import {
  keepPreviousData,
  QueryClient,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import { type Answer, ApiProblem, type Asking, ask, type Read, type RouteId, read } from './api.ts'

/** Everything that was read, by route and by what was asked. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: true,
      // Refusals stay refusals; what did not come through is tried again.
      retry: (times, error) =>
        times < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500),
    },
  },
})

/** Where an answer is kept. Its first part is the route's area, by which changes make it stale: see live.ts. */
export const keyOf = <Id extends RouteId>(id: Id, asking: Asking<Id>): readonly unknown[] => [
  id,
  asking.params ?? null,
  asking.query ?? null,
  asking.body ?? null,
]

/** How an answer is read. */
export interface ReadOptions {
  /** False: not yet. */
  readonly enabled?: boolean
  /** Milliseconds between two readings of what nobody tells us of. */
  readonly every?: number
  /** While something else is asked for, what was shown stays. */
  readonly keep?: boolean
}

/** An answer with its revision. */
export function useRead<Id extends RouteId>(
  id: Id,
  asking: Asking<Id>,
  { enabled = true, every, keep = false }: ReadOptions = {},
): UseQueryResult<Read<Id>> {
  return useQuery<Read<Id>>({
    queryKey: keyOf(id, asking),
    queryFn: ({ signal }) => read(id, { ...asking, signal }),
    enabled,
    ...(every !== undefined && { refetchInterval: every }),
    ...(keep && { placeholderData: keepPreviousData }),
  })
}

/** Items of a list, as far as they were read. */
export type Pages<Item> = Pick<
  UseInfiniteQueryResult<readonly Item[]>,
  'isPending' | 'isError' | 'error' | 'refetch' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
> & { readonly items: readonly Item[] }

/** Routes that answer page by page. */
type ListRoute = { [Id in RouteId]: Answer<Id> extends { readonly items: readonly unknown[] } ? Id : never }[RouteId]

type ItemOf<Id extends RouteId> = Answer<Id> extends { readonly items: readonly (infer Item)[] } ? Item : never

interface PageOf<Item> {
  readonly items: readonly Item[]
  readonly next?: string | undefined
}

/** A list that is read page by page: `fetchNextPage` reads on. */
export function usePages<Id extends ListRoute>(
  id: Id,
  asking: Asking<Id>,
  { enabled = true, every }: ReadOptions = {},
): Pages<ItemOf<Id>> {
  const found = useInfiniteQuery({
    queryKey: [...keyOf(id, asking), 'pages'],
    enabled,
    ...(every !== undefined && { refetchInterval: every }),
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ signal, pageParam }): Promise<PageOf<ItemOf<Id>>> => {
      const query = { ...Object(asking.query), ...(pageParam !== undefined && { cursor: pageParam }) }
      // A list's answer is a page of its items, and every list takes a cursor.
      return (await ask(id, { ...asking, query, signal } as Asking<Id>)) as unknown as PageOf<ItemOf<Id>>
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
  const { data, isPending, isError, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = found
  const items = data?.pages.flatMap((page) => page.items) ?? []
  return { items, isPending, isError, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } as Pages<
    ItemOf<Id>
  >
}

/** A change that may be asked for, and what came of it. */
export interface Change<Id extends RouteId>
  extends Pick<
    UseMutationResult<Answer<Id>, unknown, Asking<Id>>,
    'mutateAsync' | 'isPending' | 'isError' | 'isSuccess' | 'error' | 'data' | 'variables' | 'reset'
  > {
  /** What is said then is said even where the form that asked is gone by then. */
  readonly mutate: (asking: Asking<Id>, then?: AfterChange<Id>) => void
}

/** What is done once it is known what came of it. */
export interface AfterChange<Id extends RouteId> {
  readonly onSuccess?: (answer: Answer<Id>) => void
  readonly onError?: (error: unknown) => void
}

/** Changes something: `mutate(asking)`. All that was read of the same area is then read anew. */
export function useChange<Id extends RouteId>(id: Id): Change<Id> {
  const change = useMutation({
    mutationFn: (asking: Asking<Id>) => ask(id, asking),
    // Not awaited: what whoever asked does then must not wait for lists to be read.
    onSuccess: () => {
      void staleArea(areaOf(id))
    },
  })
  const { mutateAsync } = change
  return {
    ...change,
    // News of the change may replace the form before its answer is here.
    mutate: (asking, { onSuccess, onError } = {}) =>
      void mutateAsync(asking).then(onSuccess, onError ?? (() => undefined)),
  }
}

/** First part of a route's id. */
const areaOf = (id: string): string => id.split('.', 1)[0] ?? id

/** What was read of an area is read anew where it is shown. */
export function staleArea(area: string): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey: [id] }) => typeof id === 'string' && areaOf(id) === area,
  })
}
