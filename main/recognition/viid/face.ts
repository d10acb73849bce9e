import type { ObjectKind } from './object-kind.ts';
import { readPersonFacts } from './person-facts.ts';

/** Face 人脸. */
export const face: ObjectKind = {
  path: 'Faces',
  listName: 'FaceListObject',
  objectName: 'FaceObject',
  idName: 'FaceID',
  timeNames: ['FaceAppearTime', 'ShotTime', 'LocationMarkTime', 'MarkTime'],
  readFacts: (fields) => ({ kind: 'face', ...readPersonFacts(fields) }),
};
