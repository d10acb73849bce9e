type Stated<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** The members that say something; absent rather than null or undefined. */
export function stated<T extends object>(members: T): Stated<T> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  ) as Stated<T>;
}
