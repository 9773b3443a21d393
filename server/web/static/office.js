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
