/** Time zones as people look for them: by city. The list is the browser's. */

export interface Zone {
  /** The name of the IANA database, which the server takes. */
  id: string;
  city: string;
}

/** Cities under a name that the browser's list does not hold. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  'Asia/Calcutta': ['Kolkata', 'Mumbai', 'Delhi', 'Bangalore', 'India'],
  'Asia/Katmandu': ['Kathmandu'],
  'Asia/Rangoon': ['Yangon'],
  'Asia/Saigon': ['Ho Chi Minh City', 'Hanoi'],
  'Asia/Shanghai': ['Beijing', 'Shenzhen'],
  'Europe/Berlin': ['Munich', 'Hamburg', 'Cologne', 'Frankfurt'],
  'Europe/Kiev': ['Kyiv'],
  'Europe/Stockholm': ['Gothenburg', 'Malmö'],
  'Europe/Zurich': ['Geneva', 'Basel', 'Bern'],
  'America/New_York': ['Boston', 'Washington', 'Miami', 'Atlanta'],
  'America/Los_Angeles': ['San Francisco', 'Seattle', 'San Diego'],
  'America/Chicago': ['Dallas', 'Houston', 'Austin'],
};

const mostShown = 50;

export const zones: readonly Zone[] = (
  typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : []
).map((id) => ({ id, city: (id.split('/').at(-1) ?? id).replaceAll('_', ' ') }));

/** The zones that the words lead to: those whose city begins with them first. */
export function zonesMatching(words: string, all: readonly Zone[] = zones): Zone[] {
  const query = plain(words);
  const rank = ({ id, city }: Zone) => {
    const cities = [city, ...(otherNames[id] ?? [])].map(plain);
    if (cities.includes(query)) return 0;
    if (cities.some((name) => name.startsWith(query))) return 1;
    return [plain(id), ...cities].some((name) => name.includes(query)) ? 2 : 3;
  };
  return all
    .map((zone) => ({ zone, rank: rank(zone) }))
    .filter((found) => found.rank < 3)
    .sort((a, b) => a.rank - b.rank || a.zone.city.localeCompare(b.zone.city))
    .slice(0, mostShown)
    .map(({ zone }) => zone);
}

/** The zone that is meant by what was typed; the text itself if that is none or several. */
export function resolvedZone(typed: string, all: readonly Zone[] = zones): string {
  const text = typed.trim();
  const query = plain(text);
  const exact = all.find(({ id }) => plain(id) === query);
  if (exact !== undefined) return exact.id;
  const named = all.filter(({ id, city }) =>
    [city, ...(otherNames[id] ?? [])].some((name) => plain(name) === query),
  );
  return named.length === 1 && named[0] !== undefined ? named[0].id : text;
}

export function isZone(id: string): boolean {
  try {
    return id !== '' && Intl.DateTimeFormat('en', { timeZone: id }) !== null;
  } catch {
    return false;
  }
}

/** `GMT+2`, as it is at that moment. */
export function offsetOf(id: string, at: number): string {
  return (
    Intl.DateTimeFormat('en', { timeZone: id, timeZoneName: 'shortOffset' })
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')?.value ?? ''
  );
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('_', ' ')
    .trim()
    .toLowerCase();
}
