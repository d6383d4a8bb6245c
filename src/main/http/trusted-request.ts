import { isIP } from 'node:net'
import { hostname } from 'node:os'

/**
 * Whether a `Host` header names this machine in a way that no one else can: an IP address, localhost or the machine's
 * own name. A foreign name that its owner made resolve to this machine (DNS rebinding) is refused. The port is free,
 * so that a tunnel works.
 */
export function isOwnHost(header: string | undefined, listen: string): boolean {
  const name = hostOf(`http://${header ?? ''}`)?.hostname
  if (name === undefined || name === '') return false
  if (isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return true
  const own = hostname().toLowerCase()
  return ['localhost', own, `${own}.local`, listen.toLowerCase()].includes(name)
}

/**
 * Whether a request was made by a page of this very server, as far as the browser tells. The cookie alone is not
 * enough: browsers send it along from any other port of the same machine.
 */
export function isSameOrigin(headers: Headers): boolean {
  const origin = headers.get('origin')
  if (origin !== null && hostOf(origin)?.host !== hostOf(`http://${headers.get('host') ?? ''}`)?.host)
    return false
  const site = headers.get('sec-fetch-site')
  return site === null || site === 'same-origin'
}

function hostOf(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined
}
