/** Files of the list over plain HTTP: what tRPC does not carry. */

/** PUT, body `image/jpeg` or `image/png`; answers `{ digest }`. */
export const entryPhotoUploadPath = '/entry-photos';
/** A reference photo, as the station keeps it. */
export const entryPhotoPath = (digest: string): string => `/entry-photos/${digest}`;
/** An empty sheet with the columns the station understands, and an example. */
export const templatePath = '/watchlist/template.xlsx';
/** The whole list; the reason goes into the retrieval register. */
export const exportPath = (format: 'xlsx' | 'csv', reason: string): string =>
  `/watchlist/export.${format}?reason=${encodeURIComponent(reason)}`;
