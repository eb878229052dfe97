// Two pickers in front of the lists of Compare: they lead to the page of the two, in whichever order they are picked.

const place = document.getElementById("pick");
const links = [...document.querySelectorAll(".choices a[data-slug]")];

/**
 * A field to pick a runtime, with every runtime of the lists.
 * @param {string} label
 * @param {number} first position of the runtime that it starts with
 */
function picker(label, first) {
  const field = document.createElement("label");
  const select = document.createElement("select");
  for (const [position, link] of links.entries()) {
    const name = link.textContent ?? "";
    select.add(new Option(name, link.getAttribute("data-slug") ?? "", false, position === first));
  }
  field.append(label, select);
  return { field, select };
}

if (place && links.length > 1) {
  const slugs = links.map((link) => link.getAttribute("data-slug"));
  const go = slugs.findIndex((slug) => slug?.startsWith("go-"));
  const [a, b] = [picker("Compare", 0), picker("with", go > 0 ? go : 1)];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "way";
  button.textContent = "Compare";
  const update = () => (button.disabled = a.select.value === b.select.value);
  for (const { select } of [a, b]) select.addEventListener("change", update);
  button.addEventListener("click", () => {
    location.href = new URL(`${a.select.value}-vs-${b.select.value}/index.html`, location.href).href;
  });
  place.append(a.field, b.field, button);
  update();
}
