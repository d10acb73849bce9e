import { useState } from 'react';
import { ActionsScreen } from '../actions/actions-screen.tsx';
import { useSignedIn } from '../console/remote.ts';
import { go } from '../console/route.ts';
import type { Route } from '../console/route.ts';
import { NewRuleScreen } from './new-rule-screen.tsx';
import { RuleListScreen } from './rule-list-screen.tsx';
import { RuleEditorScreen } from './rule-editor-screen.tsx';

/** Rules and actions: `#/rules`, `#/rules/12`, `#/rules/new`, `#/rules/actions`, `#/rules/actions/3`. */
export function RulesScreen({ route }: { route: Route }) {
  const me = useSignedIn();
  const mayChange = me !== null && me.role !== 'guard';
  const { item, part } = route;
  // The list comes back to what was open last.
  const [lastId, setLastId] = useState<number | null>(null);
  if (item === 'actions') return <ActionsScreen part={part} mayChange={mayChange} />;
  const leave = (id: number | null): void => {
    setLastId(id ?? lastId);
    go('rules');
  };
  if (mayChange && item === 'new') return <NewRuleScreen onLeave={leave} />;
  if (mayChange && item !== null && /^[1-9]\d{0,15}$/.test(item)) {
    return <RuleEditorScreen key={item} id={Number(item)} onLeave={leave} />;
  }
  return <RuleListScreen chosen={item} lastId={lastId} mayChange={mayChange} />;
}
