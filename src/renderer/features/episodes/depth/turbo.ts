/** Coefficients of t⁰ to t⁵ for red, green and blue, for channels of 0 to 1. */
const polynomials = [
  [0.13572138, 4.6153926, -42.66032258, 132.13108234, -152.94239396, 59.28637943],
  [0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604],
  [0.1066733, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973],
] as const

/**
 * The colour of a share of 0 to 1, as an opaque pixel of ImageData seen as one little-endian number. Turbo, by A. Mikhailov
 * (Google AI Blog, 2019), in its polynomial form: from blue over green to red, made to tell depths apart.
 */
export function turbo(share: number): number {
  const t = Math.min(1, Math.max(0, share))
  const [red, green, blue] = polynomials.map((coefficients) => {
    const value = coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0)
    return Math.round(255 * Math.min(1, Math.max(0, value)))
  }) as [number, number, number]
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
}

/** An opaque black pixel: where nothing was measured. */
export const BLACK = 0xff000000

/** A gradient for CSS. */
export const turboGradient = `linear-gradient(to right, ${Array.from({ length: 17 }, (_, i) => {
  const pixel = turbo(i / 16)
  return `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`
}).join(', ')})`
