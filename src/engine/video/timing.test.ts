import { describe, expect, it } from 'vitest'
import { timingOf } from './timing.ts'

describe('timingOf', () => {
  it.each([
    [30, 15360, 512],
    [10, 10240, 1024],
    [15, 15360, 1024],
    [24, 12288, 512],
    [50, 12800, 256],
    [60, 15360, 256],
    [1, 16384, 16384],
    [12000, 12000, 1],
    [29.97, 11988, 400],
    [30000 / 1001, 30000, 1001],
    [24000 / 1001, 24000, 1001],
    [7.5, 15360, 2048],
    [0.01, 16384, 1638400],
  ])('%d fps: %d ticks per second, %d per frame', (fps, timescale, ticksPerFrame) => {
    expect(timingOf(fps)).toEqual({ timescale, ticksPerFrame })
    expect(timescale / ticksPerFrame).toBe(fps)
  })

  it.each([0, -30, NaN, Infinity, 1e-6, 1e12])('refuses %d fps', (fps) => {
    expect(() => timingOf(fps)).toThrow(`no time base for ${fps} frames per second`)
  })
})
