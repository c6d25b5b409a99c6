/** A member of a vote, or a feature of a model: what it says, and what it weighs. */
export interface Voice {
  name: string;
  /** NaN where it says nothing. */
  score: number;
  weight: number;
}

/** Why the ensemble says what it says: `ensemble 0.62 up: 5 of 7 agree, led by macd (0.80)`. */
export function ensembleReason(voices: readonly Voice[], vote: number): string {
  const speaking = voices.filter(({ score }) => score - score === 0);
  const push = ({ score, weight }: Voice) => score * weight * Math.sign(vote);
  const agreeing = speaking.filter((voice) => push(voice) > 0).sort((a, b) => push(b) - push(a));
  const [leader] = agreeing;
  const led = leader === undefined ? "" : `, led by ${leader.name} (${Math.abs(leader.score).toFixed(2)})`;
  return `ensemble ${Math.abs(vote).toFixed(2)} ${vote > 0 ? "up" : "down"}: ${agreeing.length} of ${speaking.length} agree${led}`;
}

/** Why the learned member says what it says: `0.71 likely to rise, most for ema (0.42), most against rsi (-0.10)`. */
export function learnedReason(features: readonly Voice[], probability: number): string {
  const way = probability > 0.5 ? 1 : -1;
  const push = ({ score, weight }: Voice) => score * weight * way;
  const ranked = features.filter((each) => push(each) !== 0).sort((a, b) => push(b) - push(a));
  const [first, last] = [ranked[0], ranked.at(-1)];
  const told = (word: string, { name, score }: Voice) => `, most ${word} it ${name} (${score.toFixed(2)})`;
  const likely = (way > 0 ? probability : 1 - probability).toFixed(2);
  return (
    `learned ${likely} likely to ${way > 0 ? "rise" : "fall"}` +
    (first !== undefined && push(first) > 0 ? told("for", first) : "") +
    (last !== undefined && push(last) < 0 ? told("against", last) : "")
  );
}
