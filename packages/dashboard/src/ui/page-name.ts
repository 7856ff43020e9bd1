/** The name of the window: the page’s title, and before it how many calls wait for an answer. */

let title = ''
let waiting = 0

const show = (): void => {
  document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${title} · Portcullis`
}

/** Says which page is shown. */
export function namePage(next: string): void {
  title = next
  show()
}

/** Says how many wait. */
export function nameWaiting(count: number): void {
  waiting = count
  if (title !== '') show()
}
