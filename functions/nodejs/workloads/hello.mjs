// The floor: an event in, an answer out.

export async function handler({ name }) {
  if (typeof name !== "string") throw new TypeError("name must be a string");
  return { message: `Hello, ${name}` };
}
