/** FIX over sockets: an `Acceptor` takes connections, an `Initiator` makes one; both drive sessions of `@hotpath/fix/session`. */
export * from "./acceptor.ts";
export * from "./bun-sockets.ts";
export * from "./initiator.ts";
export * from "./transport.ts";
