/** Answers each turn that the other thread takes: the far end of the doctor's ping-pong. */
declare const self: Worker;

self.onmessage = (event: MessageEvent<{ turn: Int32Array; rounds: number }>) => {
  const { turn, rounds } = event.data;
  self.postMessage("ready");
  for (let round = 0; round < rounds; round++) {
    if (Atomics.wait(turn, 0, 0, 5000) === "timed-out") return;
    Atomics.store(turn, 0, 0);
    Atomics.notify(turn, 0);
  }
};
