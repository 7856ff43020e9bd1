/** Lists: groups that profiles are put on. */
import { z } from 'zod'
import { notFound } from '../store/resource.ts'
import { getTool, listTool, type Tool, tool } from './tool.ts'

const createList = tool(
  'create_list',
  z.strictObject({ name: z.string(), list_type: z.enum(['list', 'segment']) }),
  (shop, { name, list_type }) => {
    const now = shop.now()
    const opt_in_process = 'double_opt_in'
    return { data: shop.lists.add({ name, list_type, opt_in_process, profile_count: 0, created: now, updated: now }) }
  },
)

const addProfilesToList = tool(
  'add_profiles_to_list',
  z.strictObject({ list_id: z.string(), profile_ids: z.array(z.string()) }),
  (shop, { list_id, profile_ids }) => {
    if (shop.lists.get(list_id) === undefined) return notFound('list', list_id)
    const unknown = profile_ids.find((id) => shop.profiles.get(id) === undefined)
    if (unknown !== undefined) return notFound('profile', unknown)
    const added = shop.join(list_id, profile_ids)
    const data = shop.lists.update(list_id, { attributes: { updated: shop.now() } })
    return data ? { data, meta: { added } } : notFound('list', list_id)
  },
)

/** Lists. */
export const lists: readonly Tool[] = [
  listTool('get_lists', 'lists'),
  getTool('get_list', 'lists'),
  createList,
  addProfilesToList,
]
