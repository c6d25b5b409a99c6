/**
 * Finds out of the text of an operation for how many bars it goes one way: a body with `if (s.at < bound) { … s.at += 1;
 * … } else { … }`, where nothing else counts `at` and `bound` is made of parameters, is at its `else` again only
 * `bound − s.at` bars later. Batches run these bars in a loop without the question.
 */
import type { Node } from "oxc-parser";

// biome-ignore lint/suspicious/noExplicitAny: a syntax tree is read by its documented fields, node type by node type
type Any = Node & Record<string, any>;

/** A body whose bars mostly go one way. */
export interface Run {
  /** The body as it is during a run: the statement with the condition replaced by what it guards. */
  body: Any;
  /** What is counted, `s.at`. */
  counter: Any;
  /** Where the count ends. */
  bound: Any;
  /** What a bar adds to it. */
  step: number;
}

/** The run of a body whose parameters are called `state` and `parameters`, or undefined where it has none. */
export function runOf(body: Any, state: string, parameters: string, counters: readonly string[]): Run | undefined {
  for (const [k, statement] of (body.body as Any[]).entries()) {
    if (statement.type !== "IfStatement" || statement.consequent.type !== "BlockStatement") continue;
    const { test, consequent } = statement;
    if (test.type !== "BinaryExpression" || test.operator !== "<") continue;
    const name = fieldOf(test.left, state);
    if (name === undefined || !counters.includes(name)) continue;
    if (!isMadeOf(test.right, parameters) || leaves(consequent)) continue;
    const added = (consequent.body as Any[]).map((inner) => additionTo(inner, state, name)).find((by) => by > 0);
    const others = [...body.body.slice(0, k), ...body.body.slice(k + 1)];
    if (added === undefined || assignments(consequent, state, name) !== 1) continue;
    if (others.some((other) => assignments(other, state, name) > 0)) continue;
    const calm = { ...body, body: [...body.body.slice(0, k), consequent, ...body.body.slice(k + 1)] } as Any;
    return { body: calm, counter: test.left, bound: test.right, step: added };
  }
  return undefined;
}

function fieldOf(node: Any, object: string): string | undefined {
  const isField = node.type === "MemberExpression" && !node.computed && (node.object as Any).name === object;
  return isField ? node.property.name : undefined;
}

/** Whether an expression has nothing in it but parameters and whole numbers. */
function isMadeOf(node: Any, parameters: string): boolean {
  if (node.type === "Literal") return Number.isInteger(node.value);
  if (node.type === "BinaryExpression") return isMadeOf(node.left, parameters) && isMadeOf(node.right, parameters);
  return fieldOf(node, parameters) !== undefined;
}

/** What a statement adds to a counter: it is `s.at += 1`; else 0. */
function additionTo(statement: Any, state: string, name: string): number {
  const { expression } = statement;
  if (statement.type !== "ExpressionStatement" || expression.type !== "AssignmentExpression") return 0;
  if (expression.operator !== "+=" || fieldOf(expression.left, state) !== name) return 0;
  return expression.right.type === "Literal" ? expression.right.value : 0;
}

function assignments(node: Any, state: string, name: string): number {
  const its =
    node.type === "AssignmentExpression" ? node.left : node.type === "UpdateExpression" ? node.argument : null;
  const here = its !== null && fieldOf(its, state) === name ? 1 : 0;
  return children(node).reduce((sum, child) => sum + assignments(child, state, name), here);
}

/** Whether something jumps out of it. */
function leaves(node: Any): boolean {
  if (["BreakStatement", "ContinueStatement", "ReturnStatement"].includes(node.type)) return true;
  return children(node).some(leaves);
}

function children(node: Any): Any[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Any => typeof value === "object" && value !== null && typeof value.type === "string");
}
