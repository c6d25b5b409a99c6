/** What people call the engine's own measurements; a stage keeps its name. */
export function stageName(name: string): string {
  if (name === "update") return "whole update";
  return name === "updateToOrder" ? "update to order" : name;
}
