import type { DepthScale } from '#shared/model/episode.ts'
import { shownDistances } from './depth-greys.ts'
import { turboGradient } from './turbo.ts'
import styles from './DepthLegend.module.css'

/** Which colours stand for which distances. */
export function DepthLegend({ depth }: { readonly depth: DepthScale }) {
  const shown = shownDistances(depth)
  if (shown === undefined) return null
  const digits = depth.unit === 'm' ? 2 : 0
  const text = (distance: number) =>
    `${distance.toFixed(depth.unit === undefined ? 1 : digits)}${depth.unit === undefined ? '' : ` ${depth.unit}`}`
  return (
    <span
      className={styles.legend}
      title="Depth; the same colours in all episodes. Black: nothing was measured."
    >
      {text(shown.near)}
      <span className={styles.colours} style={{ background: turboGradient }} aria-hidden />
      {text(shown.far)}
    </span>
  )
}
