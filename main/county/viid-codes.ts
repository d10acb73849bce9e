/** Codes and numbers of GA/T 1400.3 as they are written upward. */
import type { Colour } from '#contract/sighting.ts';

export const colourCodes: Readonly<Record<Colour, string>> = {
  black: '1',
  white: '2',
  grey: '3',
  red: '4',
  blue: '5',
  yellow: '6',
  orange: '7',
  brown: '8',
  green: '9',
  purple: '10',
  cyan: '11',
  pink: '12',
  transparent: '13',
  other: '99',
};
export const otherCode = '99';
/** IDType 111: resident identity card. */
export const residentCard = '111';

/** 33 digits: organisation 12, kind 2, time 14, serial 5. */
export function businessId(viidId: string, kind: '01' | '02' | '04', time: string, n: number): string {
  return `${viidId.padEnd(12, '0').slice(0, 12)}${kind}${time}${serial(n)}`;
}

/** 41 digits: device 20, `02`, time 14, serial 5. */
export function sourceId(deviceId: string, time: string, n: number): string {
  return `${deviceId.padEnd(20, '0').slice(0, 20)}02${time}${serial(n)}`;
}

export function serial(n: number): string {
  return String(n % 100_000).padStart(5, '0');
}
