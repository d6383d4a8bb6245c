import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestFrames, packetRanges } from './digest.ts'
import { layOutMp4 } from './splice.ts'
import { assemble, cameraFile, openFixture } from './testing.ts'
import { SameThread, VideoThread } from './video-thread.ts'
import type { VideoTask } from './video-task.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'episplice-thread-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
})

async function picks() {
  const names = ['pick_a', 'pick_b', 'pick_a']
  const files = await Promise.all(names.map((name) => openFixture(cameraFile(name))))
  const slices = files.map(({ track }) => ({ track, frames: { start: 40, end: 75 } }))
  const layout = layOutMp4(slices, 30)
  const { head, copies, packetHeaders } = layout
  const task = (path: string): VideoTask => ({
    kind: 'write',
    path,
    packets: { head, copies, packetHeaders },
    sources: names.slice(0, 2).map((name, i) => ({
      path: fileURLToPath(new URL(`../../../test/${cameraFile(name)}`, import.meta.url)),
      byteLength: files[i]!.track.byteLength,
    })),
    sourceOf: [0, 1, 0],
  })
  return { files, slices, layout, task, sources: files.map(({ source }) => source) }
}

describe.each([
  ['the same thread', () => new SameThread()],
  ['a thread of its own', () => new VideoThread()],
])('video tasks on %s', (_, makeRunner) => {
  it('write the file, and tell its digests, which are found again in it', async () => {
    const { layout, slices, task, sources } = await picks()
    const path = join(dir, 'out.mp4')
    await using runner = makeRunner()
    let reported = 0
    const onBytes = (bytes: number) => (reported += bytes)
    const written = await runner.run(task(path), { onBytes })
    expect(Buffer.compare(await readFile(path), await assemble(layout, sources))).toBe(0)
    expect(reported).toBe(layout.byteLength)
    expect(written.bytesRead).toBe(layout.byteLength - layout.head.length)
    for (const [i, { track, frames }] of slices.entries())
      expect(written.digests[i]).toBe(await digestFrames(sources[i]!, track, frames))
    const { track, frames } = slices[0]!
    const input = fileURLToPath(new URL(`../../../test/${cameraFile('pick_a')}`, import.meta.url))
    const packets = packetRanges(track, [frames, { start: 0, end: 40 }, frames])
    const { digests } = await runner.run({ kind: 'digest', path: input, packets }, {})
    expect(digests[0]).toBe(written.digests[0])
    expect(digests[1]).toBe(await digestFrames(sources[0]!, track, { start: 0, end: 40 }))
    expect(digests[2]).toBe(written.digests[0])
  })

  it('end with the error of a source that was cut off', async () => {
    const { task, files } = await picks()
    const path = join(dir, 'short.mp4')
    const short = await open(path, 'w')
    await short.write(files[1]!.source.bytes.subarray(0, 9000))
    await short.close()
    await using runner = makeRunner()
    const whole = task(join(dir, 'out.mp4'))
    if (whole.kind !== 'write') throw new Error('not a task that writes')
    const broken = { ...whole, sources: [whole.sources[0]!, { ...whole.sources[1]!, path }] }
    await expect(runner.run(broken, {})).rejects.toMatchObject({
      code: 'FILE_CHANGED',
      message: expect.stringContaining(path) as string,
    })
  })

  it('end when cancelled, before and in the middle', async () => {
    const { task } = await picks()
    await using runner = makeRunner()
    const before = runner.run(task(join(dir, 'a.mp4')), { signal: AbortSignal.abort() })
    await expect(before).rejects.toMatchObject({ code: 'CANCELLED' })
    const controller = new AbortController()
    const during = runner.run(task(join(dir, 'b.mp4')), { signal: controller.signal })
    controller.abort()
    await expect(during).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('end with the error of a report that throws', async () => {
    const { task } = await picks()
    await using runner = makeRunner()
    const onBytes = () => {
      throw new Error('the screen is gone')
    }
    await expect(runner.run(task(join(dir, 'out.mp4')), { onBytes })).rejects.toThrow('the screen is gone')
  })

  it('that are waited for end when the runner is disposed of', async () => {
    const { task } = await picks()
    const runner = makeRunner()
    const running = runner.run(task(join(dir, 'out.mp4')), {}).then(
      () => 'ended',
      () => 'ended',
    )
    await runner[Symbol.asyncDispose]()
    expect(await running).toBe('ended')
  })
})
