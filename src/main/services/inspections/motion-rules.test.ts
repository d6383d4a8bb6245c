import { describe, expect, it } from 'vitest'
import type { EpisodeMotion, JointMotion } from '#main/runner/reader-protocol.ts'
import { motionReasons } from './motion-rules.ts'

const joint = (kind: JointMotion['kind'], change: Partial<JointMotion> = {}): JointMotion => ({
  ...{ kind, name: 'elbow', min: -50, max: 50, step: 4, at: 9, third: 3.5, active: 0.95 },
  ...change,
})
const episode = (number: number, ...joints: readonly JointMotion[]): EpisodeMotion => ({
  ...{ episode: number, length: 300, cameras: [] },
  joints: joints.length === 0 ? [joint('state'), joint('action')] : joints,
})
const usual = (count: number) => Array.from({ length: count }, (_, i) => episode(i))
const found = (episodes: readonly EpisodeMotion[]) => [...motionReasons(episodes, 30)]

describe('reasons from rows', () => {
  it('are none for episodes like the others', () => {
    expect(found(usual(9))).toEqual([])
  })

  it('name a jump, and neither a fast move nor a gripper that always does', () => {
    const jump = joint('state', { step: 90, at: 120, max: 100 })
    expect(found([...usual(8), episode(8, jump, joint('action'))])).toEqual([
      [8, [{ kind: 'jump', joint: 'elbow', frame: 120 }]],
    ])
    const fast = joint('state', { step: 40, third: 30 })
    expect(found([...usual(8), episode(8, fast, joint('action'))])).toEqual([])
    const gripper = joint('state', { step: 90, active: 0.1 })
    expect(found([...usual(8), episode(8, gripper, joint('action'))])).toEqual([])
    const all = Array.from({ length: 9 }, (_, i) => episode(i, jump, joint('action')))
    expect(found(all)).toEqual([])
  })

  it('name a joint that does not follow, and not one that was told nothing', () => {
    const stuck = joint('state', { min: 3, max: 3.1, step: 0, third: 0 })
    const rest = joint('action', { min: 0, max: 1 })
    expect(found([...usual(8), episode(8, stuck, joint('action'))])).toEqual([
      [8, [{ kind: 'stuck', joint: 'elbow' }]],
    ])
    expect(found([...usual(8), episode(8, stuck, rest)])).toEqual([])
  })

  it('say where nothing moves, unless that is usual, or nobody can tell', () => {
    const still = (number: number) =>
      episode(
        number,
        joint('state', { min: 3, max: 3.1, step: 0, third: 0 }),
        joint('action', { min: 3, max: 3, step: 0, third: 0 }),
      )
    expect(found([...usual(8), still(8)])).toEqual([[8, [{ kind: 'still' }]]])
    expect(found([...usual(2), still(2)])).toEqual([])
    expect(found([...usual(2), ...[2, 3, 4, 5].map(still)])).toEqual([])
  })
})
