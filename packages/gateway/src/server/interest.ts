import type { EventTopic, StateTopic } from "./read-model.ts";
import type { Session } from "./session.ts";
import type { StateSubscription } from "./subscription.ts";

/** Who is to be told of what: the sessions that have something to send are found without asking all of them. */
export class Interest {
  /** Sessions that may have something to send now. */
  readonly ready: Set<Session> = new Set();
  readonly #events = new Map<EventTopic, Map<Session, number>>();
  /** By subscriptions that have ended. */
  #conflated = 0;
  readonly #states = new Map<StateTopic, Map<StateSubscription, Session>>();

  /** A session has a subscription of things that happen. */
  addEvents(topic: EventTopic, session: Session): void {
    const sessions = at(this.#events, topic);
    sessions.set(session, (sessions.get(session) ?? 0) + 1);
    this.ready.add(session);
  }

  removeEvents(topic: EventTopic, session: Session): void {
    const sessions = at(this.#events, topic);
    const left = (sessions.get(session) ?? 0) - 1;
    if (left > 0) sessions.set(session, left);
    else sessions.delete(session);
  }

  /** A session has a subscription of how things are. */
  addState(subscription: StateSubscription, session: Session): void {
    at(this.#states, subscription.topic).set(subscription, session);
    this.ready.add(session);
  }

  removeState(subscription: StateSubscription): void {
    if (this.#states.get(subscription.topic)?.delete(subscription) === true) this.#conflated += subscription.conflated;
  }

  /** Changes of states that were not sent, for a later one was. */
  get conflated(): number {
    let sum = this.#conflated;
    for (const subscriptions of this.#states.values())
      for (const subscription of subscriptions.keys()) sum += subscription.conflated;
    return sum;
  }

  /** Something has happened. */
  touch(topic: EventTopic): void {
    const sessions = this.#events.get(topic);
    if (sessions !== undefined) for (const session of sessions.keys()) this.ready.add(session);
  }

  /** A state may be another. */
  mark(topic: StateTopic, instruments: readonly number[]): void {
    const subscriptions = this.#states.get(topic);
    if (subscriptions === undefined) return;
    for (const [subscription, session] of subscriptions)
      for (const instrument of instruments) if (subscription.mark(instrument)) this.ready.add(session);
  }
}

function at<K, A, B>(map: Map<K, Map<A, B>>, key: K): Map<A, B> {
  let found = map.get(key);
  if (found === undefined) {
    found = new Map();
    map.set(key, found);
  }
  return found;
}
