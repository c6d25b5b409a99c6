/**
 * Time of the processor that this process has used so far, in nanoseconds, that of its compiler and its collector with it. A
 * backtest waits for nothing: on a quiet machine it is a little more than the time of the clock, on a shared one it is the
 * only one that says something.
 */
export function processorNanos(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e3;
}
