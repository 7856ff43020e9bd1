/** Whether a package is a repository's own, as far as their names tell. */
import { tokenize } from '../tokens.ts'

/** Words that say nothing of whose a package is. */
const COMMON = new Set(
  'mcp server servers client clients model context protocol tool tools agent agents ai llm api app cli core sdk lite local python py js ts node test http code data the for of'.split(
    ' ',
  ),
)

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}

function telling(text: string): readonly string[] {
  return tokenize(text.replace(/[^A-Za-z0-9]+/g, '_')).filter((word) => word.length > 2 && !COMMON.has(word))
}

/**
 * Whether a package and a repository share a name: a word that tells (`webflow`), or the whole of it where it has none
 * (`cli-mcp-server`). Lists take whatever a read-me mentions for a server's package; without this, a test of somebody's
 * would answer for a package that is not his.
 * @param repository `github.com/owner/name`, perhaps with `#folder`
 */
export function namesAgree(pkg: string, repository: string): boolean {
  const [, ...parts] = repository.split(/[/#]/)
  const theirs = parts.join('/')
  const words = telling(pkg)
  if (words.length === 0) return parts.some((part) => plain(part) === plain(pkg))
  const [all, own] = [plain(theirs), plain(pkg)]
  return words.some((word) => all.includes(word)) || telling(theirs).some((word) => own.includes(word))
}
