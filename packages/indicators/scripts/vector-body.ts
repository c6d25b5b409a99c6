/**
 * Prints the body of an operation as C over vectors, one lane a symbol. Only a body that goes one way for all symbols can
 * be printed so: assignments and choices, no loops, no arrays, no counters. An `if` becomes choices, since nothing that it
 * may guard can fail. Each lane computes what the scalar form does, in the same order.
 *
 * State is printed as `s_name[k]`, for several vectors side by side; the rest as in the scalar form.
 */
import type { Node } from "oxc-parser";

// biome-ignore lint/suspicious/noExplicitAny: a syntax tree is read by its documented fields, node type by node type
type Any = Node & Record<string, any>;

/** `vector` and `mask` have a value a lane; `double`, `int` and `flag` are the same for all. */
type Type = "vector" | "mask" | "double" | "int" | "flag";
interface Value {
  text: string;
  type: Type;
}

/** What a body may refer to. */
export interface VectorNames {
  /** Its parameters: which are the state, the parameters, the inputs and the outputs. */
  roles: Readonly<Record<string, "s" | "p" | "x" | "o">>;
  /** Parameters that are whole numbers. */
  ints: readonly string[];
  /** State that is a double; all other state is refused. */
  state: readonly string[];
  /** Helpers that have a form over vectors. */
  helpers: ReadonlySet<string>;
}

/** Thrown where a body cannot be printed over vectors. */
class NotStraight extends Error {}

/** The body over vectors, or undefined where it has no such form. `locals` are vectors that are known from outside. */
export function vectorBody(body: Node, names: VectorNames, locals: readonly string[] = []): string | undefined {
  try {
    return new VectorPrinter(names, locals).block(body as Any);
  } catch (error) {
    if (error instanceof NotStraight) return undefined;
    throw error;
  }
}

class VectorPrinter {
  readonly #names: VectorNames;
  readonly #scopes: Map<string, Type>[];
  /** The mask under which statements hold, if not for all lanes. */
  #mask: string | undefined;
  #masks = 0;

  constructor(names: VectorNames, locals: readonly string[]) {
    this.#names = names;
    this.#scopes = [new Map(locals.map((name) => [name, "vector"]))];
  }

  block(node: Any): string {
    this.#scopes.push(new Map());
    const text = (node.body as Any[]).map((statement) => this.#statement(statement)).join("\n");
    this.#scopes.pop();
    return text;
  }

  #statement(node: Any): string {
    switch (node.type) {
      case "ExpressionStatement":
        return this.#assignment(node.expression);
      case "VariableDeclaration":
        return (node.declarations as Any[]).map((declarator) => this.#declaration(declarator, node.kind)).join("\n");
      case "BlockStatement":
        return `{\n${this.block(node)}\n}`;
      case "IfStatement":
        return this.#choice(node);
      case "ReturnStatement":
        if (this.#mask !== undefined) throw new NotStraight();
        return `return ${vector(this.#expression(node.argument as Any))};`;
      default:
        throw new NotStraight();
    }
  }

  #choice(node: Any): string {
    const test = this.#expression(node.test);
    if (test.type !== "mask") throw new NotStraight();
    const around = this.#mask;
    const name = `mask${this.#masks++}`;
    const within = around === undefined ? "" : `${around} & `;
    // Asked once, before what follows changes anything.
    const parts = [
      `const vint ${name} = ${test.text}, ${name}_yes = ${within}${name}, ${name}_no = ${within}~${name};`,
    ];
    this.#mask = `${name}_yes`;
    parts.push(`{\n${this.#nested(node.consequent)}\n}`);
    this.#mask = `${name}_no`;
    if (node.alternate) parts.push(`{\n${this.#nested(node.alternate)}\n}`);
    this.#mask = around;
    return parts.join("\n");
  }

  #nested(node: Any): string {
    return node.type === "BlockStatement" ? this.block(node) : this.#statement(node);
  }

  #declaration({ id, init }: Any, kind: string): string {
    if (id.type !== "Identifier" || !init) throw new NotStraight();
    const value = this.#expression(init);
    // What may be assigned again may be another in every lane.
    const type = kind === "const" ? value.type : "vector";
    this.#scopes.at(-1)!.set(id.name, type);
    const inC = { vector: "vdouble", mask: "vint", double: "double", int: "int32_t", flag: "int" }[type];
    return `${inC} ${id.name} = ${type === "vector" ? vector(value) : value.text};`;
  }

  #assignment(node: Any): string {
    if (node.type !== "AssignmentExpression" || !["=", "+=", "-=", "*=", "/="].includes(node.operator))
      throw new NotStraight();
    const target = this.#expression(node.left);
    if (target.type !== "vector") throw new NotStraight();
    const right = vector(this.#expression(node.right));
    const value = node.operator === "=" ? right : `(${target.text} ${node.operator[0]} ${right})`;
    return `${target.text} = ${this.#mask === undefined ? value : `choose(${this.#mask}, ${value}, ${target.text})`};`;
  }

  #expression(node: Any): Value {
    switch (node.type) {
      case "Literal":
        if (typeof node.value !== "number") throw new NotStraight();
        return { text: Number.isInteger(node.value) ? `${node.value}.0` : String(node.value), type: "double" };
      case "Identifier": {
        const scope = this.#scopes.findLast((one) => one.has(node.name));
        if (scope === undefined) throw new NotStraight();
        return { text: node.name, type: scope.get(node.name)! };
      }
      case "ParenthesizedExpression":
      case "TSNonNullExpression":
      case "TSAsExpression":
        return this.#expression(node.expression);
      case "MemberExpression":
        return this.#field(node);
      case "UnaryExpression":
        return this.#unary(node);
      case "BinaryExpression":
        return this.#binary(node);
      case "LogicalExpression":
        return this.#logical(node);
      case "ConditionalExpression":
        return this.#conditional(node);
      case "CallExpression":
        return this.#call(node);
      default:
        throw new NotStraight();
    }
  }

  #field({ computed, object, property }: Any): Value {
    const role = computed || object.type !== "Identifier" ? undefined : this.#names.roles[object.name];
    const { name } = property;
    if (role === "s" && this.#names.state.includes(name)) return { text: `s_${name}[k]`, type: "vector" };
    if (role === "x" || role === "o") return { text: `${role}_${name}`, type: "vector" };
    if (role === "p") return { text: `p_${name}`, type: this.#names.ints.includes(name) ? "int" : "double" };
    throw new NotStraight();
  }

  #unary({ operator, argument }: Any): Value {
    const value = this.#expression(argument);
    if (operator === "-" && value.type !== "mask" && value.type !== "flag")
      return { text: `(-${value.text})`, type: value.type };
    if (operator === "!" && value.type === "mask") return { text: `(~${value.text})`, type: "mask" };
    throw new NotStraight();
  }

  #binary({ operator, left, right }: Any): Value {
    const [a, b] = this.#together(left, right);
    if (["<", "<=", ">", ">=", "===", "!=="].includes(operator))
      return {
        text: `(${a.text} ${operator.replace("===", "==").replace("!==", "!=")} ${b.text})`,
        type: a.type === "vector" ? "mask" : "flag",
      };
    if (!["+", "-", "*", "/"].includes(operator)) throw new NotStraight();
    if (operator === "/" && a.type === "int") return { text: `((double)${a.text} / ${b.text})`, type: "double" };
    return { text: `(${a.text} ${operator} ${b.text})`, type: a.type };
  }

  /** Two operands of one type, `vector`, `double` or `int`. */
  #together(left: Any, right: Any): [Value, Value] {
    const [a, b] = [this.#expression(left), this.#expression(right)];
    for (const { type } of [a, b]) if (type === "mask" || type === "flag") throw new NotStraight();
    const type = [a, b].some((value) => value.type === "vector") ? "vector" : a.type === b.type ? a.type : "double";
    const as = (value: Value, node: Any): Value => {
      if (value.type === type) return value;
      if (type === "vector") return { text: vector(value), type };
      return node.type === "Literal" ? value : { text: `((double)${value.text})`, type };
    };
    return [as(a, left), as(b, right)];
  }

  #logical({ operator, left, right }: Any): Value {
    const [a, b] = [this.#expression(left), this.#expression(right)];
    if (a.type !== "mask" || b.type !== "mask" || operator === "??") throw new NotStraight();
    return { text: `(${a.text} ${operator === "&&" ? "&" : "|"} ${b.text})`, type: "mask" };
  }

  #conditional({ test, consequent, alternate }: Any): Value {
    const condition = this.#expression(test);
    const [yes, no] = [this.#expression(consequent), this.#expression(alternate)];
    if (condition.type === "mask")
      return { text: `choose(${condition.text}, ${vector(yes)}, ${vector(no)})`, type: "vector" };
    if (condition.type === "flag")
      return { text: `(${condition.text} ? ${vector(yes)} : ${vector(no)})`, type: "vector" };
    throw new NotStraight();
  }

  #call({ callee, arguments: operands }: Any): Value {
    const isMath = callee.type === "MemberExpression" && callee.object.name === "Math";
    const name = isMath ? { abs: "magnitude", sqrt: "root" }[callee.property.name as string] : `hpv_${callee.name}`;
    if (name === undefined || (!isMath && !this.#names.helpers.has(callee.name))) throw new NotStraight();
    const list = (operands as Any[]).map((operand) => vector(this.#expression(operand)));
    return { text: `${name}(${list.join(", ")})`, type: "vector" };
  }
}

/** A value in every lane. */
function vector({ text, type }: Value): string {
  if (type === "mask" || type === "flag") throw new NotStraight();
  return type === "vector" ? text : `splat(${text})`;
}
