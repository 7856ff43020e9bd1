/** Tags: names put on other things. */
import { z } from 'zod'
import { type Json, notFound } from '../store/resource.ts'
import { listTool, type Tool, tool } from './tool.ts'

const KINDS = {
  list: 'lists',
  segment: 'segments',
  flow: 'flows',
  campaign: 'campaigns',
  template: 'templates',
} as const

const createTag = tool(
  'create_tag',
  z.strictObject({ name: z.string(), tag_type: z.enum(['system', 'custom']) }),
  (shop, { name, tag_type }) => ({ data: shop.tags.add({ name, tag_type, created: shop.now() }) }),
)

const addTagToResource = tool(
  'add_tag_to_resource',
  z.strictObject({
    tag_id: z.string(),
    resource_type: z.enum(['list', 'segment', 'flow', 'campaign', 'template']),
    resource_id: z.string(),
  }),
  (shop, { tag_id, resource_type, resource_id }) => {
    if (shop.tags.get(tag_id) === undefined) return notFound('tag', tag_id)
    const collection = shop[KINDS[resource_type]]
    const resource = collection.get(resource_id)
    if (resource === undefined) return notFound(resource_type, resource_id)
    const others = tagsOf(resource.relationships?.['tags']).filter((id) => id !== tag_id)
    const tags = { data: [...others, tag_id].map((id) => ({ type: 'tag', id })) }
    const data = collection.update(resource_id, { relationships: { tags } })
    return data ? { data } : notFound(resource_type, resource_id)
  },
)

const TAGGED = z.object({ data: z.array(z.object({ id: z.string() })) })

function tagsOf(relationship: Json | undefined): string[] {
  return TAGGED.safeParse(relationship).data?.data.map(({ id }) => id) ?? []
}

/** Tags. */
export const tags: readonly Tool[] = [listTool('get_tags', 'tags'), createTag, addTagToResource]
