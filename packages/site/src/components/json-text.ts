/** JSON as a person would write it: what fits on a line stands on a line. */

/** Longest line that is filled, its indentation included. */
const COLUMNS = 88

function flat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([key, own]) => `${JSON.stringify(key)}: ${flat(own)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

function write(value: unknown, indent: string, before: number): string {
  const line = flat(value)
  if (typeof value !== 'object' || value === null || indent.length + before + line.length <= COLUMNS) return line
  const inner = `${indent}  `
  const isList = Array.isArray(value)
  const members = isList
    ? value.map((own) => `${inner}${write(own, inner, 0)}`)
    : Object.entries(value).map(([key, own]) => {
        const name = `${JSON.stringify(key)}: `
        return `${inner}${name}${write(own, inner, name.length)}`
      })
  const [open, close] = isList ? '[]' : '{}'
  return `${open}\n${members.join(',\n')}\n${indent}${close}`
}

/** The text of a JSON value without `undefined` in it. A document's own members always have lines of their own. */
export function jsonText(document: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(document).filter(([, own]) => own !== undefined)
  if (members.length === 0) return '{}'
  const lines = members.map(([key, own]) => {
    const name = `${JSON.stringify(key)}: `
    const isTable = key === 'tools' && typeof own === 'object' && own !== null && Object.keys(own).length > 0
    return `  ${name}${isTable ? table(own) : write(own, '  ', name.length)}`
  })
  return `{\n${lines.join(',\n')}\n}`
}

/** The tools of a policy: one after the other, also where few would fit on a line. */
function table(tools: object): string {
  const rows = Object.entries(tools).map(([tool, rule]) => {
    const name = `${JSON.stringify(tool)}: `
    return `    ${name}${write(rule, '    ', name.length)}`
  })
  return `{\n${rows.join(',\n')}\n  }`
}
