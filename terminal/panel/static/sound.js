// What is heard: the buzzer by WebAudio, sentences by the browser's own voice. A browser stays silent until something was pressed.

const TUNES = {
  key: [[1800, 0, 0.03]],
  good: [[1320, 0, 0.09], [1760, 0.1, 0.14]],
  bad: [[330, 0, 0.18], [262, 0.2, 0.28]],
  hold: [[880, 0, 0.12], [880, 0.2, 0.12], [880, 0.4, 0.12]],
};

let audio = null;
let heard = true;

export function silence(on) {
  heard = !on;
  if (on) window.speechSynthesis?.cancel();
}

export function beep(tune) {
  if (!heard || !navigator.userActivation?.hasBeenActive) return;
  audio ??= new AudioContext();
  for (const [pitch, from, length] of TUNES[tune]) {
    const tone = new OscillatorNode(audio, { frequency: pitch, type: "square" });
    const volume = new GainNode(audio, { gain: 0.05 });
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + from);
    tone.stop(audio.currentTime + from + length);
  }
}

export function speak({ sentence, language }) {
  if (!heard || !window.speechSynthesis) return;
  window.speechSynthesis.cancel();
  const words = new SpeechSynthesisUtterance(sentence);
  words.lang = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW" }[language] ?? language;
  window.speechSynthesis.speak(words);
}
