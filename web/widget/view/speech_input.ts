/**
 * Speech input, where the browser supports it. The text goes into the field; nothing is sent
 * automatically.
 */

interface Recognition {
  lang: string;
  interimResults: boolean;
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
}

export interface SpeechHandlers {
  /** The whole text recognised since the start. */
  heard(text: string): void;
  changed(listening: boolean): void;
  failed(words: string): void;
}

/** Returns a function that toggles listening; null where the browser has no speech recognition. */
export function speechInput(handlers: SpeechHandlers): (() => void) | null {
  const known = window as unknown as Record<string, (new () => Recognition) | undefined>;
  const Recognizer = known['SpeechRecognition'] ?? known['webkitSpeechRecognition'];
  if (!Recognizer) return null;
  let current: Recognition | null = null;
  return () => {
    if (current) return current.stop();
    const recognition = new Recognizer();
    recognition.lang = document.documentElement.lang || navigator.language;
    recognition.interimResults = true;
    recognition.onresult = (event) =>
      handlers.heard(Array.from(event.results, (result) => result[0]?.transcript ?? '').join(''));
    recognition.onerror = ({ error }) => {
      if (error === 'not-allowed' || error === 'service-not-allowed')
        handlers.failed('Microphone access is blocked.');
      else if (error !== 'aborted') handlers.failed('Sorry, I didn\u2019t catch that.');
    };
    recognition.onend = () => {
      current = null;
      handlers.changed(false);
    };
    try {
      recognition.start();
      current = recognition;
      handlers.changed(true);
    } catch {
      handlers.failed('The microphone didn\u2019t start.');
    }
  };
}
