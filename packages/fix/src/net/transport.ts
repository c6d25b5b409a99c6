/** A connected socket, of whichever host. */
export interface Transport {
  /** Writes as much of `bytes[start … end − 1]` as the socket takes now, and answers how many bytes that was. */
  write(bytes: Uint8Array, start: number, end: number): number;
  /** Closes it when what was taken is sent. */
  end(): void;
  /** Closes it at once. */
  destroy(): void;
  /** Reads nothing until {@link resume}. */
  pause(): void;
  resume(): void;
  /** The peer's address, for logs. */
  readonly remote: string;
}

/** What a host tells of a socket. */
export interface TransportEvents {
  /** Bytes have come; they are the host's again when it returns. */
  data(bytes: Uint8Array): void;
  /** The socket takes more again. */
  drain(): void;
  /** It is closed, by whomever. */
  closed(reason?: string): void;
}

/** Certificates and keys of TLS, as text in PEM or as paths of files. */
export interface TlsOptions {
  /** The certificate chain that we show. */
  cert?: string;
  /** Its private key. */
  key?: string;
  /** Whom we trust: certificates of authorities; those of the machine by default. */
  ca?: string;
  /** Acceptor: whether clients must show a certificate that we trust. Initiator: whether the server must; true by default. */
  rejectUnauthorized?: boolean;
  /** Acceptor: whether a client is asked for a certificate. */
  requestCert?: boolean;
  /** Initiator: the name that the server's certificate must have; the host by default. */
  serverName?: string;
}

/** A listening socket. */
export interface Listener {
  /** The port that it listens on. */
  readonly port: number;
  /** Takes no more connections; those that are there stay. */
  stop(): void;
}

/** Makes sockets. */
export interface SocketHost {
  listen(
    at: { hostname: string; port: number; tls?: TlsOptions | undefined },
    accept: (transport: Transport) => TransportEvents,
  ): Promise<Listener>;
  /** @throws an error of the host's where there is no connection */
  connect(
    to: { hostname: string; port: number; tls?: TlsOptions | undefined },
    connected: (transport: Transport) => TransportEvents,
  ): Promise<void>;
}
