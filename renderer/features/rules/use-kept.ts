import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

/**
 * What is being written, kept in the page while something else is looked at (a sighting that a dry run found). A reload
 * forgets it.
 */
export function useKept<T>(name: string, first: T): { value: T; keep: (value: T) => void; forget: () => void } {
  const queries = useQueryClient();
  const key = ['kept', name];
  const [value, setValue] = useState<T>(() => queries.getQueryData<T>(key) ?? first);
  return {
    value,
    keep(next) {
      queries.setQueryDefaults(['kept'], { gcTime: Infinity });
      queries.setQueryData<T>(key, next);
      setValue(next);
    },
    forget: () => queries.removeQueries({ queryKey: key }),
  };
}
