/** The transport for hosts on Node. Nothing else of the package loads it. */

export type { UwsApp, UwsBehavior, UwsModule, UwsRequest, UwsResponse, UwsSocket } from "../transport/uws-module.ts";
export { importUws, type UwsTransportOptions, uwsTransport } from "../transport/uws-transport.ts";
