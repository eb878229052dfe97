// Greets: the cost of runtime and client alone.

export async function handler({ name }) {
  if (typeof name !== "string") throw new TypeError("name must be a string");
  return { message: `Hello, ${name}` };
}
