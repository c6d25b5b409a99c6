/** Where `hotpath fix` keeps numbers and messages: nowhere, in the files of a folder, or in a database. */
import { fileStores } from "@hotpath/fix/net";
import type { MessageStoreFactory } from "@hotpath/fix/session";

/** What a host is given of a store, and what is to be let go of in the end. */
export interface Stores extends AsyncDisposable {
  options: { store?: MessageStoreFactory };
}

/**
 * The stores of a session without a file of settings.
 *
 * @param place a folder, a URL that begins with `postgres://`, or nothing for memory
 * @throws {IoError} if the database cannot be had
 */
export async function openStores(place: string | undefined): Promise<Stores> {
  const nothing = async () => {};
  if (place === undefined) return { options: {}, [Symbol.asyncDispose]: nothing };
  if (!/^postgres(ql)?:\/\//.test(place))
    return { options: { store: fileStores({ folder: place }) }, [Symbol.asyncDispose]: nothing };
  const { PostgresStores } = await import("@hotpath/fix/postgres");
  const stores = await PostgresStores.open({ sql: place });
  return { options: { store: stores.factory }, [Symbol.asyncDispose]: () => stores[Symbol.asyncDispose]() };
}
