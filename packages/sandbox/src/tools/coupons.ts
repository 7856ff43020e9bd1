/** Coupons, and the codes that are given out for them. */
import { z } from 'zod'
import { notFound, problem, reference } from '../store/resource.ts'
import { listTool, type Tool, tool } from './tool.ts'

const createCouponCode = tool(
  'create_coupon_code',
  z.strictObject({ coupon_id: z.string(), code: z.string() }),
  (shop, { coupon_id, code }) => {
    const coupon = shop.coupons.get(coupon_id)
    if (coupon === undefined) return notFound('coupon', coupon_id)
    const id = `${code}-${coupon_id}`
    if (shop.codes.get(id)) return problem(409, 'duplicate', 'This coupon has this code already; choose another one.')
    const data = shop.codes.add(
      { unique_code: code, status: 'UNASSIGNED', created_at: shop.now() },
      { id, relationships: { coupon: reference(coupon) } },
    )
    const before = coupon.attributes['code_count']
    shop.coupons.update(coupon_id, { attributes: { code_count: (typeof before === 'number' ? before : 0) + 1 } })
    return { data }
  },
)

/** Coupons. */
export const coupons: readonly Tool[] = [listTool('get_coupons', 'coupons'), createCouponCode]
