import { clockZone } from './zoned';

/** Names that browsers still answer for zones that have been called otherwise since. */
const CALLED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** A zone as it is called today: what one browser names Asia/Calcutta is Asia/Kolkata everywhere. */
export const calledToday = (zone: string) => CALLED[zone] ?? zone;

/** The same, where this browser knows that name: an older one does not. */
function calledHere(zone: string): string {
  const today = calledToday(zone);
  // Most are called as ever: no clocks are made for those.
  return today === zone || clockZone(today) === today ? today : zone;
}

/** The zone of this browser; UTC for one that is none. */
export const zoneHere = () =>
  clockZone(calledHere(Intl.DateTimeFormat().resolvedOptions().timeZone));

/** The zones to choose from. */
export const zones = (): string[] =>
  [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone').map(calledHere)])].sort();
