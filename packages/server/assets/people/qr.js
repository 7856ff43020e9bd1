// @ts-check
/** A QR code as a picture: built of shapes, never of markup. */

const SVG = 'http://www.w3.org/2000/svg'
/** Light modules around it, without which it is not found. */
const QUIET = 4

/**
 * The picture, dark on light in every colour scheme.
 * @param {readonly string[]} rows of `1` for dark and `0` for light
 */
export function codePicture(rows) {
  const size = rows.length + 2 * QUIET
  const dark = rows.flatMap((row, y) =>
    [...row].flatMap((module, x) => (module === '1' ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : [])),
  )
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', dark.join(''))
  path.setAttribute('fill', '#000000')
  const picture = document.createElementNS(SVG, 'svg')
  picture.setAttribute('viewBox', `0 0 ${size} ${size}`)
  picture.setAttribute('class', 'code-picture')
  picture.setAttribute('role', 'img')
  picture.setAttribute('aria-label', 'The same as a QR code')
  picture.setAttribute('shape-rendering', 'crispEdges')
  picture.append(path)
  return picture
}
