/** Problems in words that people can act on. */
import { ApiProblem } from './api.ts'

/** What went wrong, and what to do. */
export interface Said {
  readonly title: string
  readonly detail: string
  readonly remedy: string | undefined
}

/** Says it. */
export function sayProblem(error: unknown): Said {
  if (error instanceof ApiProblem) {
    const { title, detail, remedy, errors } = error.problem
    if (error.status === 0)
      return {
        title: 'Portcullis did not answer',
        detail: 'Nothing came back from the control plane.',
        remedy: 'See that it runs, then try again.',
      }
    const fields = errors?.map(({ message }) => message).filter((message) => message !== detail) ?? []
    return { title, detail: [detail, ...fields].join(' '), remedy }
  }
  return {
    title: 'Something in this page failed',
    detail: error instanceof Error ? error.message : String(error),
    remedy: 'Load the page again. If it stays, the address of this page and this text help whoever looks into it.',
  }
}

/** What is wrong with a field of the body, by its JSON Pointer below it (`label`, `limits/0/max`); undefined: nothing. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined
  const found = error.problem.errors?.find((one) => one.field === `/body/${field}`)
  return found && `${found.message} ${found.remedy}`
}
