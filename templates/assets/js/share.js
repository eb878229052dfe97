// @ts-check
/** The menu below each chart: copies its link and the code to embed it, and saves it with save.js, which is loaded when it is first asked for. */
// No module: a page that is opened from a folder may load none. The block keeps its names apart from those of chart.js.
"use strict";

{
  const address = /** @type {HTMLScriptElement} */ (document.currentScript).dataset.save ?? "";
  /** @type {Promise<void> | null} */
  let loading = null;

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.addEventListener("load", () => resolve());
      script.addEventListener("error", () => {
        // The next press tries again.
        loading = null;
        reject(new Error(`${address} did not load`));
      });
      script.src = address;
      document.head.append(script);
    });
    return loading;
  }

  /** Says on a button how it went, and after a while its name again. @param {HTMLButtonElement} button @param {string} said */
  function say(button, said) {
    const name = button.dataset.name ?? button.innerHTML;
    button.dataset.name = name;
    button.textContent = said;
    setTimeout(() => {
      button.innerHTML = name;
    }, 2000);
  }

  for (const found of document.querySelectorAll(".share button")) {
    const button = /** @type {HTMLButtonElement} */ (found);
    const item = /** @type {HTMLElement} */ (button.closest("li"));
    const form = button.dataset.save;
    button.hidden = item.hidden = false;
    button.addEventListener("click", async () => {
      try {
        if (form === undefined) {
          const link = item.querySelector("a");
          await navigator.clipboard.writeText(link?.href ?? item.querySelector("code")?.textContent ?? "");
          say(button, "Copied");
        } else {
          await load();
          await saveChart(/** @type {HTMLElement} */ (button.closest("figure")), form);
        }
      } catch {
        say(button, form === undefined ? "Not allowed here" : "That failed: try again");
      }
    });
  }
}
