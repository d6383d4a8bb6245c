import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { parse } from 'hono/utils/cookie'

/**
 * Who may talk to the server: whoever opens the printed address, which has the token, gets a cookie, and only those
 * with the cookie are answered. Both are random and end with the process.
 */
export class CookieSession {
  readonly token = randomBytes(32).toString('base64url')
  readonly #secret = randomBytes(32).toString('base64url')
  // Cookies do not tell ports of one machine apart: two servers must not overwrite each other's.
  readonly #name = `episplice-${randomBytes(6).toString('hex')}`

  isToken(text: string): boolean {
    return isSame(text, this.token)
  }

  /** The `Set-Cookie` header for someone who knew the token. */
  cookie(): string {
    return `${this.#name}=${this.#secret}; Path=/; HttpOnly; SameSite=Strict`
  }

  isSignedIn(cookies: string | undefined): boolean {
    const value = parse(cookies ?? '', this.#name)[this.#name]
    return value !== undefined && isSame(value, this.#secret)
  }
}

/** Takes the same time wherever the texts differ; digests, because only equal lengths can be compared so. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
