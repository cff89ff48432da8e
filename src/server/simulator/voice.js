// Speaking and listening through the browser, where it can. Where it cannot, the buttons stay away.

import { byId } from "./page.js";

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const voices = window.speechSynthesis;

let aloud = false;

/** Reads an answer aloud if that is wanted; `ended` is called when it has been said. */
export const read = (text, locale, ended) => {
  if (!aloud || !text) return false;
  voices.cancel();
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = locale;
  utterance.voice = voices.getVoices().find((voice) => voice.lang.replace("_", "-") === locale) ?? null;
  utterance.addEventListener("end", ended);
  utterance.addEventListener("error", ended);
  voices.speak(utterance);
  return true;
};

export const hush = () => voices?.cancel();

/** Shows the buttons that work here. `heard` gets what was said, `failed` a sentence why not. */
export const startVoice = ({ locale, began, heard, failed }) => {
  if (voices && "SpeechSynthesisUtterance" in window) {
    const button = byId("aloud");
    button.hidden = false;
    button.addEventListener("click", () => {
      aloud = !aloud;
      button.setAttribute("aria-pressed", String(aloud));
      if (!aloud) voices.cancel();
    });
  }
  if (!Recognition) return;
  const button = byId("listen");
  button.hidden = false;
  let ear;
  button.addEventListener("click", () => {
    if (ear) {
      ear.abort();
      return;
    }
    hush();
    ear = new Recognition();
    ear.lang = locale();
    ear.interimResults = true;
    ear.addEventListener("result", ({ results }) => {
      const text = results[0][0].transcript;
      byId("text").value = text;
      if (results[0].isFinal) heard(text);
    });
    ear.addEventListener("error", ({ error }) => {
      if (error === "aborted" || error === "no-speech") return;
      failed(
        error === "not-allowed"
          ? "The browser may not use the microphone here. You can type instead."
          : "The browser could not listen. You can type instead.",
      );
    });
    ear.addEventListener("end", () => {
      ear = undefined;
      button.setAttribute("aria-pressed", "false");
      began(false);
    });
    button.setAttribute("aria-pressed", "true");
    began(true);
    ear.start();
  });
};
