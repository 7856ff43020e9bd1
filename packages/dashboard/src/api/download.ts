/** Files from the API: asked for with the session's key, which a link could not send, and then handed to the browser. */
import { ApiProblem } from './api.ts'
import { goToLogIn, sessionHeaders } from './session.ts'

/** Downloads what is at a path below `/api/v1`. @throws ApiProblem where it is refused */
export async function download(path: string, name: string): Promise<void> {
  const response = await fetch(`/api/v1${path}`, { headers: sessionHeaders() })
  if (response.status === 401) return goToLogIn()
  if (!response.ok) throw new ApiProblem(await response.json(), response.status)
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
