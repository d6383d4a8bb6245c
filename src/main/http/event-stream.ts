import type { AppEvent } from '#shared/contract.ts'
import type { EventPosition, Events } from '#main/services/events.ts'

/** Bytes that a client may be behind before it is cut off; it comes back and says where it was. */
const MAX_BEHIND = 8 << 20

/**
 * The events as a server-sent stream. Each has the id `run:sequence`, which the browser sends back as
 * `Last-Event-ID`; the stream goes on after it. A comment every `heartbeatMs` keeps proxies from closing it.
 */
export function eventStream(events: Events, request: Request, heartbeatMs = 15_000): Response {
  const encoder = new TextEncoder()
  // A page that opened the stream anew, instead of its browser, cannot send the header.
  const last = request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('after')
  const over = new AbortController()
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string): void => {
          if (over.signal.aborted) return
          if ((controller.desiredSize ?? 0) > -MAX_BEHIND) controller.enqueue(encoder.encode(text))
          else {
            over.abort()
            controller.close()
          }
        }
        const heartbeat = setInterval(() => {
          send(': still here\n\n')
        }, heartbeatMs)
        const position = positionOf(last)
        const unsubscribe = events.subscribe((event) => {
          send(frame(event))
        }, position)
        const end = (): void => {
          clearInterval(heartbeat)
          unsubscribe()
        }
        // What was missed may have been too much already.
        if (over.signal.aborted) end()
        else over.signal.addEventListener('abort', end)
        // Before the first event there would be nothing to come back to: say where counting stands.
        if (position === undefined) send(`retry: 500\nid: ${events.run}:${events.sequence}\ndata: null\n\n`)
      },
      cancel() {
        over.abort()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  )
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}

function frame(event: AppEvent): string {
  return `id: ${event.run}:${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`
}

function positionOf(id: string | null): EventPosition | undefined {
  const [, run, sequence] = /^([0-9a-f-]{36}):(\d{1,15})$/.exec(id ?? '') ?? []
  return run === undefined ? undefined : { run, sequence: Number(sequence) }
}
