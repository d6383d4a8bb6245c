const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const upToThree = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 })

/** A whole number with separated thousands: `50,000`. */
export function formatCount(count: number): string {
  return whole.format(count)
}

/** A number as it was typed, without the separators of {@link formatCount}: `1,234` is copied from where it stands. */
export function ungrouped(text: string): string {
  return /^\s*\d{1,3}(,\d{3})+\s*$/.test(text) ? text.replaceAll(',', '') : text
}

/** `1 episode`, `50,000 episodes`. */
export function formatCountOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${whole.format(count)} ${count === 1 ? singular : plural}`
}

/** Frames per second as short as they can be: `30`, `29.97`. */
export function formatFps(fps: number): string {
  return upToThree.format(fps)
}

/** A fraction of 1 as whole per cent, rounded down so that 100 % means done. */
export function formatPercent(fraction: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, fraction)) * 100)} %`
}
