/**
 * Speech input where the browser supports it. The text goes into the field; nothing is sent
 * automatically. Loaded when it is first used.
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

export interface Speaking {
  field: HTMLTextAreaElement;
  button: HTMLButtonElement;
  /** The field has another text. */
  typed(): void;
  listening(now: boolean): void;
  failed(words: string): void;
}

let current: Recognition | null = null;

/** Starts to listen, or stops. Throws if the microphone does not start. */
export function toggleSpeech({ field, button, typed, listening, failed }: Speaking): void {
  if (current) return current.stop();
  const known = window as unknown as Record<string, (new () => Recognition) | undefined>;
  const Recognizer = known['SpeechRecognition'] ?? known['webkitSpeechRecognition'];
  if (!Recognizer) throw new Error('no speech recognition');
  const before = field.value.trim();
  const change = (now: boolean) => {
    button.setAttribute('aria-pressed', String(now));
    listening(now);
  };
  const recognition = new Recognizer();
  recognition.lang = document.documentElement.lang || navigator.language;
  recognition.interimResults = true;
  recognition.onresult = ({ results }) => {
    const heard = [...Array(results.length).keys()].map(
      (index) => results[index]?.[0]?.transcript ?? '',
    );
    field.value = [before, heard.join('').trim()].filter(Boolean).join(' ');
    typed();
  };
  recognition.onerror = ({ error }) => {
    if (error === 'not-allowed' || error === 'service-not-allowed')
      failed('Microphone access is blocked.');
    else if (error !== 'aborted') failed('Sorry, I didn\u2019t catch that.');
  };
  recognition.onend = () => {
    current = null;
    change(false);
  };
  recognition.start();
  current = recognition;
  change(true);
}
