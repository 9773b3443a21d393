// Keys for people who work here all day: / goes to the search field, g and a letter to a page. Everything works without.

const LETTER_MS = 1200;
let gone = 0;

const typing = element => element.closest("input, select, textarea, [contenteditable]") !== null;

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const search = document.querySelector(".search input");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "g") {
    gone = event.timeStamp;
  } else if (gone && event.timeStamp - gone < LETTER_MS) {
    gone = 0;
    document.querySelector(`.side a[data-key="${CSS.escape(event.key)}"]`)?.click();
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// What a desk is doing is looked at again while it works, for at most ten minutes: a page that nobody reads must not keep anybody
// signed in.
const FOLLOWED_MS = 600_000;

async function follow() {
  const shown = document.querySelector("[data-live]");
  if (!shown || performance.now() > FOLLOWED_MS) return;
  await new Promise(passed => setTimeout(passed, Number(shown.dataset.live) * 1000));
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href);
      const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const fresh = page?.getElementById(shown.id);
      if (fresh) shown.replaceWith(fresh);
    } catch { /* The line is away: tried again. */ }
  }
  follow();
}
follow();
