import { useApiQuery } from '../../api/use-api.ts';
import { useCameras, useSignedIn } from '../console/remote.ts';
import type { Names } from './rule-words.ts';

/** Names of what rules and actions refer to by id. */
export function useNames(): Names {
  const { cameras } = useCameras();
  const { data: actions = [] } = useApiQuery('actions.list');
  const cameraNames = new Map(cameras.map(({ camera }) => [camera.id, camera.name]));
  const actionNames = new Map(actions.map(({ id, name }) => [id, name]));
  return { camera: (id) => cameraNames.get(id), action: (id) => actionNames.get(id) };
}

/** The name behind an account; the account itself of whoever cannot sign in any more. */
export function usePeople(): (account: string) => string {
  const me = useSignedIn();
  const { data: colleagues = [] } = useApiQuery('alarms.colleagues');
  const names = new Map([...colleagues, ...(me === null ? [] : [me])].map(({ account, name }) => [account, name]));
  return (account) => names.get(account) ?? account;
}
