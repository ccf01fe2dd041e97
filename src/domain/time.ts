/** Buckets of time, by index: hours and UTC days since 1970. */

/** Hours since 1970 of a unix time in seconds. */
export const hourOf = (timestamp: number): number => Math.floor(timestamp / 3600);

/** UTC days since 1970 of a unix time in seconds. */
export const dayOf = (timestamp: number): number => Math.floor(timestamp / 86_400);

/** [unix s] Start of an hour. */
export const hourStart = (hour: number): number => hour * 3600;

/** [unix s] Start of a UTC day. */
export const dayStart = (day: number): number => day * 86_400;
