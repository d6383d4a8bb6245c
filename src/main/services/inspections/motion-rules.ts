import type { EpisodeMotion, JointMotion } from '#main/runner/reader-protocol.ts'
import type { SuspicionReason } from '#shared/model/review.ts'

/** With fewer episodes, nobody can tell what is usual. */
const LEAST_EPISODES = 5
/** What applies to more of the episodes than this is how they are, and no reason to look. */
const COMMON = 0.5
const LEAST_SECONDS = 1
/** Shares of what a joint does in the whole dataset: standing still but for noise, moving for certain, jumping. */
const STILL = 0.005
const MOVES = 0.25
const JUMPS = 0.25
/** How much larger a jump is than the other steps of its episode, and than the largest ones of other episodes. */
const ALONE = 8
const BEYOND = 4
/** A joint that rests most of the time, such as an open or closed gripper, may well jump. */
const LEAST_ACTIVE = 0.5

/** What a joint does in the whole dataset. */
export interface Usual {
  readonly span: number
  /** The largest step of nine of ten episodes is below it. */
  readonly step: number
}

/** Reasons that the rows give, by episode. Only what stands out against the other episodes of the dataset. */
export function motionReasons(
  episodes: readonly EpisodeMotion[],
  fps: number,
): ReadonlyMap<number, readonly SuspicionReason[]> {
  const found = new Map<number, SuspicionReason[]>()
  if (episodes.length < LEAST_EPISODES) return found
  const usual = usualMotion(episodes)
  const add = (reasons: readonly (readonly [EpisodeMotion, SuspicionReason])[]): void => {
    if (new Set(reasons.map(([{ episode }]) => episode)).size > COMMON * episodes.length) return
    for (const [{ episode }, reason] of reasons) found.set(episode, [...(found.get(episode) ?? []), reason])
  }
  const still = episodes.filter(
    ({ joints, length }) =>
      length >= LEAST_SECONDS * fps &&
      joints.length > 0 &&
      usual.some(({ span }) => span > 0) &&
      joints.every((joint, i) => spanOf(joint) <= STILL * usual[i]!.span),
  )
  add(still.map((own) => [own, { kind: 'still' }] as const))
  const moving = episodes.filter((own) => !still.includes(own))
  for (const i of usual.keys()) {
    add(
      moving.flatMap((own) =>
        isStuck(own, i, usual) ? [[own, { kind: 'stuck', joint: own.joints[i]!.name }]] : [],
      ),
    )
    add(
      moving.flatMap((own) => {
        const joint = own.joints[i]
        return joint !== undefined && isJump(joint, usual[i]!)
          ? [[own, { kind: 'jump', joint: joint.name, frame: joint.at }]]
          : []
      }),
    )
  }
  return found
}

/** The share of its whole way that the joint which moved most moved, of how far each moved. */
export function movedShare(moved: readonly number[], usual: readonly Usual[]): number {
  return Math.max(0, ...moved.map((own, i) => (usual[i]!.span > 0 ? own / usual[i]!.span : 0)))
}

/** Of each joint. All episodes have the same joints. */
export function usualMotion(episodes: readonly EpisodeMotion[]): readonly Usual[] {
  return (episodes[0]?.joints ?? []).map((_, i) => {
    let [min, max] = [Infinity, -Infinity]
    for (const { joints } of episodes) {
      min = Math.min(min, joints[i]!.min)
      max = Math.max(max, joints[i]!.max)
    }
    const steps = episodes.map(({ joints }) => joints[i]!.step).sort((a, b) => a - b)
    return { span: max - min, step: steps[Math.floor(0.9 * (steps.length - 1))] ?? 0 }
  })
}

function spanOf({ min, max }: JointMotion): number {
  return max - min
}

/** It was told to go somewhere and did not move at all. */
function isStuck({ joints }: EpisodeMotion, i: number, usual: readonly Usual[]): boolean {
  const state = joints[i]!
  if (state.kind !== 'state') return false
  const states = joints.filter(({ kind }) => kind === 'state')
  const actions = joints.filter(({ kind }) => kind === 'action')
  const at = states.length + i
  const action = joints[at]
  const isPair =
    action !== undefined &&
    actions.length === states.length &&
    states.every(({ name }, k) => wordOf(name) === wordOf(actions[k]!.name))
  if (!isPair) return false
  const [own, told] = [usual[i]!, usual[at]!]
  return own.span > 0 && spanOf(state) <= STILL * own.span && spanOf(action) >= MOVES * told.span
}

/** Names of joints, and the numbers of those without. */
function wordOf(name: string): string {
  return name.replace(/^(observation\.state|action) (?=\d+$)/, '')
}

function isJump({ kind, step, third, active }: JointMotion, { span, step: most }: Usual): boolean {
  return (
    kind === 'state' &&
    active >= LEAST_ACTIVE &&
    step >= JUMPS * span &&
    step > ALONE * third &&
    step > BEYOND * most
  )
}
