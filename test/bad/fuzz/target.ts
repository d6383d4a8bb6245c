import { sampled, sweep, type Mutation } from './mutation.ts'

/** A reader, and the inputs that it is tried on. */
export interface Target {
  readonly name: string
  /** The same ones in every run. */
  readonly inputs: Iterable<Trial>
}

interface Trial {
  /** How a good file was damaged, for messages. */
  readonly damage: unknown
  /** Reads what became of it. Throws an EngineError where it is refused. */
  readonly read: () => Promise<void>
}

/** Tries `read` on everything that `damages` make of a good file, one at a time. */
export function target<Damage>(
  name: string,
  damages: Iterable<Damage>,
  read: (damage: Damage) => Promise<void>,
): Target {
  function* inputs(): Generator<Trial> {
    for (const damage of damages) yield { damage, read: () => read(damage) }
  }
  return { name, inputs: inputs() }
}

/** One for all targets, so that a find can be made again. */
export const SEED = 20260514

/** Every `stride`-th extreme integer of a sweep over a stretch of so many bytes, then mutations at random. */
export function* mutations(
  byteLength: number,
  counts: { readonly stride: number; readonly sampled: number },
): Generator<Mutation[]> {
  yield* sweep(byteLength, counts.stride)
  yield* sampled(SEED, counts.sampled)
}
