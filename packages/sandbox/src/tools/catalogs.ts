/** Catalogues: what the shop sells. */
import { z } from 'zod'
import { notFound, type Resource } from '../store/resource.ts'
import { FILTERED, PAGED, type Tool, tool } from './tool.ts'

const OF_CATALOG = z.strictObject({ catalog_id: z.string() })

const getCatalogs = tool('get_catalogs', PAGED, (shop, query) => shop.catalogs.page(query))

const getCatalogItems = tool(
  'get_catalog_items',
  z.strictObject({ ...OF_CATALOG.shape, ...FILTERED.shape }),
  (shop, { catalog_id, ...query }) =>
    shop.catalogs.get(catalog_id) ? shop.items.page(query, isIn(catalog_id)) : notFound('catalog', catalog_id),
)

const getCatalogItem = tool(
  'get_catalog_item',
  z.strictObject({ ...OF_CATALOG.shape, item_id: z.string() }),
  (shop, { catalog_id, item_id }) => {
    if (shop.catalogs.get(catalog_id) === undefined) return notFound('catalog', catalog_id)
    const data = shop.items.get(item_id)
    return data && isIn(catalog_id)(data) ? { data } : notFound('catalog-item', item_id)
  },
)

function isIn(catalog: string): (item: Resource) => boolean {
  return ({ attributes }) => attributes['catalog_id'] === catalog
}

/** Catalogues and their items. */
export const catalogs: readonly Tool[] = [getCatalogs, getCatalogItems, getCatalogItem]
