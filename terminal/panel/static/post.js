// Everything that is done on the panel goes to the terminal in the order in which it was done.

let before = Promise.resolve();

export function post(path) {
  const sent = before.then(() => fetch(path, { method: "POST" })).catch(() => null);
  before = sent;
  return sent;
}
