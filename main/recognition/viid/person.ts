import type { ObjectKind } from './object-kind.ts';
import { readPersonFacts } from './person-facts.ts';

/** Person 人员: the whole figure. */
export const person: ObjectKind = {
  path: 'Persons',
  listName: 'PersonListObject',
  objectName: 'PersonObject',
  idName: 'PersonID',
  timeNames: ['PersonAppearTime', 'ShotTime', 'LocationMarkTime', 'MarkTime'],
  readFacts: (fields) => ({ kind: 'person', ...readPersonFacts(fields) }),
};
