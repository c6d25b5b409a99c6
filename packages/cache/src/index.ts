export * from "./int-map.ts";
