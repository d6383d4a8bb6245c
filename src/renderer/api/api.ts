import type { Api } from '#shared/contract.ts'
import { connect } from './connect.ts'

/** The way to the main process, for the whole page. */
export const api: Api = connect()
