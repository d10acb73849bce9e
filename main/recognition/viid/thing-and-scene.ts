import { readBehaviour } from './codes.ts';
import type { BehaviourFacts } from './codes.ts';
import type { FieldReader } from './field-reader.ts';
import type { ObjectKind } from './object-kind.ts';
import { addBehaviour } from './pictures.ts';
import type { ReadPictures } from './pictures.ts';

/**
 * What a thing or a scene is by its description is on nobody's list. What happened there is, when an EventSort says so;
 * a picture without one is kept as a behaviour without a name, for whoever looks at it to judge.
 */
function readWhatHappened(fields: FieldReader, pictures: ReadPictures): BehaviourFacts | null {
  const told: BehaviourFacts[] = [];
  // Beside the pictures, where the standard has it, some devices write it on the object itself.
  addBehaviour(readBehaviour(fields.value('EventSort')), told);
  for (const behaviour of pictures.behaviours) addBehaviour(behaviour, told);
  const pictured = pictures.pictures.length + pictures.apart.length > 0;
  return told[0] ?? (pictured ? { kind: 'behaviour', behaviour: 'other' } : null);
}

/** Thing 物品. */
export const thing: ObjectKind = {
  path: 'Things',
  listName: 'ThingListObject',
  objectName: 'ThingObject',
  idName: 'ThingID',
  timeNames: ['AppearTime', 'ShotTime', 'LocationMarkTime', 'MarkTime'],
  readFacts: readWhatHappened,
};

/** Scene 场景. */
export const scene: ObjectKind = {
  path: 'Scenes',
  listName: 'SceneListObject',
  objectName: 'SceneObject',
  idName: 'SceneID',
  timeNames: ['BeginTime', 'AppearTime', 'ShotTime', 'LocationMarkTime', 'MarkTime'],
  readFacts: readWhatHappened,
};
