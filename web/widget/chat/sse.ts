/**
 * Parses server-sent events from a fetched body. Knows the stream's format, not the events'
 * meaning.
 */

export interface StreamEvent {
  name: string;
  data: string;
}

/**
 * An incremental parser: takes chunks of any size and returns the completed events (HTML Standard,
 * 9.2.6).
 */
export function eventParser(): (piece: string) => StreamEvent[] {
  let rest = '';
  let name = '';
  let data: string[] = [];
  return (piece) => {
    const complete: StreamEvent[] = [];
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) complete.push({ name: name || 'message', data: data.join('\n') });
        name = '';
        data = [];
        continue;
      }
      const [, field, value] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
      if (field === 'event') name = value ?? '';
      else if (field === 'data') data.push(value ?? '');
    }
    return complete;
  };
}

/** Yields a body's events until it ends. Throws if the connection breaks. */
export async function* events(
  response: Pick<Response, 'body' | 'text'>,
): AsyncGenerator<StreamEvent> {
  const parse = eventParser();
  // The `fetch` of an old library on the page knows no streams.
  if (!response.body) return yield* parse(await response.text());
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parse(decoder.decode(value, { stream: true }));
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
