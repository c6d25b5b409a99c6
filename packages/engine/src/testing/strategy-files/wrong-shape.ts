/** Exports what is no strategy. */
const shape: unknown = { name: "wrong", create: 3 };
export default shape;
