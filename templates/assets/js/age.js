// States the age of the data once it is more than a week, as of the moment at which the page is read.

const DAY_MS = 24 * 60 * 60 * 1000;
/** Sources that are alive bring samples every day; after a week without any, readers should know. */
const STALE_DAYS = 7;

for (const time of document.querySelectorAll(".freshness time")) {
  const newest = Date.parse(time.getAttribute("datetime") ?? "");
  const days = Math.floor((Date.now() - newest) / DAY_MS);
  if (days > STALE_DAYS) {
    const warning = document.createElement("b");
    warning.className = "stale";
    warning.textContent = ` (${days} days old)`;
    time.after(warning);
  }
}
