import { useState } from 'react';
import { go } from '../console/route.ts';
import { ActionEditorScreen } from './action-editor-screen.tsx';
import { ActionListScreen } from './action-list-screen.tsx';

/** Actions: the list, or the one that is written. `part` is `new`, an id, or null. */
export function ActionsScreen({ part, mayChange }: { part: string | null; mayChange: boolean }) {
  const [lastId, setLastId] = useState<number | null>(null);
  const leave = (id: number | null): void => {
    setLastId(id ?? lastId);
    go('rules', 'actions');
  };
  if (mayChange && part !== null && /^(new|[1-9]\d{0,15})$/.test(part)) {
    return <ActionEditorScreen key={part} id={part === 'new' ? null : Number(part)} onLeave={leave} />;
  }
  return <ActionListScreen chosen={part} lastId={lastId} mayChange={mayChange} />;
}
