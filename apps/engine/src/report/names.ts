/** What people call the engine's own measurements; a stage keeps its name. */
export function stageName(name: string): string {
  if (name === "update") return "whole update";
  return name === "updateToOrder" ? "update to order" : name;
}

/** Which inputs were timed. */
export function timedText(oneIn: number): string {
  return oneIn === 1 ? "Every input was timed" : `One input in ${oneIn} was timed`;
}
