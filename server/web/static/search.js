// Search as you type: a field with data-fragment fills the element that data-into names. Without it, the form does the same.

const WAIT_MS = 150;
const box = document.querySelector("input[data-fragment]");
const into = box && document.getElementById(box.dataset.into);
let waiting = 0;
let asked = null;

async function look() {
  asked?.abort();
  const typed = box.value.trim();
  if (!typed) return;
  asked = new AbortController();
  try {
    const answer = await fetch(`${box.dataset.fragment}?q=${encodeURIComponent(typed)}`, { signal: asked.signal, redirect: "error" });
    if (answer.ok) into.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") box.form.requestSubmit();
  }
}

into && box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, WAIT_MS);
});
