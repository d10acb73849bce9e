/** Which cameras stand as chips before "+N more". Pure. */

/** As many as fit two or three lines of the panel. */
const few = 5;

interface Named {
  id: string;
  name: string;
}

export function camerasShown(
  cameras: readonly Named[],
  chosenIds: readonly string[],
  { all, search }: { all: boolean; search: string },
): { shown: readonly Named[]; more: number } {
  const wanted = search.trim().toLowerCase();
  const shown = cameras.filter(
    ({ id, name }, index) =>
      chosenIds.includes(id) || (all ? name.toLowerCase().includes(wanted) : index < few || cameras.length <= few + 1),
  );
  return { shown, more: cameras.length - shown.length };
}
