// @ts-check
/** Charts that have no files: their drawing as SVG, their numbers as CSV and JSON, and the text to embed them, all from the page. */
// No module: a page that is opened from a folder may load none. The block keeps its names apart from those of chart.js.
"use strict";

{
  /** Style that a drawing has from the page, and needs in a file: as attributes, since pages allow no style of their own. */
  const STYLE = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "paint-order", "opacity",
    "font-family", "font-size", "font-weight"];
  /** Ground around the drawing and heights of lines, in its units: those of pipeline/charts/src/standalone_svg.rs. */
  const [MARGIN, GAP, FINDING, NOTE] = [16, 14, { size: 15, line: 21, weight: 600 }, { size: 12, line: 16, weight: 400 }];

  /** @param {Element | null} found @returns {string} */
  const textOf = (found) => (found?.textContent ?? "").trim().replaceAll(/\s+/g, " ");

  /** @param {HTMLElement} figure */
  function described(figure) {
    const page = document.querySelector("link[rel=canonical]")?.getAttribute("href") ?? location.href;
    return {
      title: textOf(figure.querySelector("svg title")),
      finding: textOf(figure.querySelector("figcaption")),
      source: textOf(figure.querySelector(".source")),
      url: `${page}#${figure.id}`,
    };
  }

  /** The number of a cell as it was measured, or else its text, with a minus that programs read. @param {HTMLTableCellElement} cell */
  const full = (cell) => cell.dataset.value ?? textOf(cell).replace(/^−(?=\d)/, "-");

  /** @param {HTMLElement} figure */
  function numbers(figure) {
    const table = /** @type {HTMLTableElement} */ (figure.querySelector("table"));
    const columns = [...(table.tHead?.rows[0]?.cells ?? [])].map(textOf);
    return { columns, rows: [...table.tBodies[0].rows].map((row) => [...row.cells]) };
  }

  /** A cell of a CSV file, harmless in a spreadsheet. @param {string} text */
  function quoted(text) {
    const harmless = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  }

  /** @param {HTMLElement} figure */
  function csv(figure) {
    const { columns, rows } = numbers(figure);
    return [columns, ...rows.map((row) => row.map(full))].map((row) => `${row.map(quoted).join(",")}\n`).join("");
  }

  /** @param {HTMLElement} figure */
  function json(figure) {
    const { columns, rows } = numbers(figure);
    const value = (/** @type {HTMLTableCellElement} */ cell) => {
      const text = full(cell);
      return text === "" || Number.isNaN(Number(text)) ? text || null : Number(text);
    };
    return `${JSON.stringify({ ...described(figure), licence: "CC-BY-4.0", columns, rows: rows.map((row) => row.map(value)) })}\n`;
  }

  /** Lines of `text` that fit into `width`. @param {string} text @param {number} width @param {{size: number, weight: number}} letters */
  function wrapped(text, width, { size, weight }) {
    const canvas = document.createElement("canvas").getContext("2d");
    if (canvas === null) return [text];
    canvas.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
    const lines = [""];
    for (const word of text.split(" ")) {
      const longer = `${lines[lines.length - 1]} ${word}`.trim();
      if (canvas.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  /** Writes the style of `from` and all in it onto the copy `to`, where it differs from `inherited`. @param {Element} from @param {Element} to @param {Record<string, string>} inherited */
  function dress(from, to, inherited) {
    const style = getComputedStyle(from);
    const own = Object.fromEntries(STYLE.map((name) => [name, style.getPropertyValue(name)]));
    for (const name of STYLE) {
      if (own[name] !== (name === "opacity" ? "1" : inherited[name])) to.setAttribute(name, own[name]);
    }
    [...from.children].forEach((child, index) => dress(child, to.children[index], own));
  }

  /** The drawing that is shown, with its finding above and its origin below. @param {HTMLElement} figure */
  function svg(figure) {
    const drawings = [...figure.querySelectorAll("svg")].map((it) => /** @type {SVGSVGElement} */ (it));
    const shown = drawings.find((it) => it.getClientRects().length > 0) ?? drawings[0];
    const copy = /** @type {SVGSVGElement} */ (shown.cloneNode(true));
    dress(shown, copy, {});
    for (const left of copy.querySelectorAll(".hit, .pointed")) left.remove();
    copy.removeAttribute("tabindex");
    const { width, height } = shown.viewBox.baseVal;
    const { finding, source, url } = described(figure);
    const origin = `${textOf(document.querySelector(".brand"))}, CC BY 4.0: ${url}`;
    const above = wrapped(finding, width, FINDING);
    const below = [source, origin].flatMap((text) => wrapped(text, width, NOTE));
    const top = -MARGIN - GAP - above.length * FINDING.line;
    const size = [width + 2 * MARGIN, height + GAP + below.length * NOTE.line + MARGIN - top];
    copy.setAttribute("viewBox", [-MARGIN, top, ...size].join(" "));
    copy.setAttribute("width", String(size[0]));
    copy.setAttribute("height", String(size[1]));
    const page = getComputedStyle(document.body);
    const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ x: -MARGIN, y: top, width: size[0], height: size[1], fill: page.backgroundColor, stroke: "none" })) {
      ground.setAttribute(name, String(value));
    }
    copy.prepend(ground);
    const write = (/** @type {string[]} */ lines, /** @type {number} */ from, /** @type {typeof NOTE} */ letters) =>
      lines.forEach((line, index) => {
        const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
        for (const [name, value] of Object.entries({ x: 0, y: from + (index + 0.75) * letters.line, fill: page.color, "font-size": letters.size, "font-weight": letters.weight })) {
          text.setAttribute(name, String(value));
        }
        text.append(line);
        copy.append(text);
      });
    write(above, top + MARGIN, FINDING);
    write(below, height + GAP, NOTE);
    return new XMLSerializer().serializeToString(copy);
  }

  /** @param {HTMLElement} figure @param {string} ending @param {string} type @param {(figure: HTMLElement) => string} make */
  function saver(figure, ending, type, make) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = ending.toUpperCase();
    button.title = `Save this chart as ${button.textContent}`;
    button.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([make(figure)], { type }));
      const page = location.pathname.split("/").filter((part) => part !== "" && part !== "index.html").pop();
      link.download = `${page ?? "chart"}-${figure.id}.${ending}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    return button;
  }

  /** The text to put into another page. @param {HTMLElement} figure */
  function embed(figure) {
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = "Embed";
    const code = document.createElement("code");
    const pre = document.createElement("pre");
    pre.append(code);
    details.append(summary, pre);
    details.addEventListener("toggle", () => {
      const { title, url } = described(figure);
      const frame = document.createElement("iframe");
      const height = String(Math.ceil(figure.offsetHeight / 10) * 10 + 60);
      for (const [name, value] of Object.entries({ src: `${url}-frame`, title, loading: "lazy", width: "480", height })) frame.setAttribute(name, value);
      code.textContent = frame.outerHTML;
    }, { once: true });
    return details;
  }

  for (const found of document.querySelectorAll("figure.chart:has(> .framed)")) {
    const figure = /** @type {HTMLElement} */ (found);
    const take = figure.querySelector(".take");
    take?.querySelector("details")?.after(embed(figure), saver(figure, "csv", "text/csv", csv),
      saver(figure, "json", "application/json", json), saver(figure, "svg", "image/svg+xml", svg));
  }
}
