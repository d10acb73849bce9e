/** The unit's actions, kept in memory as they are on disk; what only the controller may know stays sealed. */
import { z } from 'zod';
import type { Action, ActionTarget, NewAction } from '#contract/action.ts';
import { AppError } from '../../system/app-error.ts';
import type { Secrets } from '../../system/secrets.ts';
import type { ActionStore, StoredAction } from './action-store.ts';
import type { HttpTarget } from './call-template.ts';
import { faultOf } from './check-action.ts';

const mostActions = 100;
const headerValues = z.record(z.string(), z.string());

export interface ActionListOptions {
  store: ActionStore;
  secrets: Secrets;
}

export class ActionList {
  readonly #store: ActionStore;
  readonly #secrets: Secrets;
  #stored = new Map<number, StoredAction>();

  constructor({ store, secrets }: ActionListOptions) {
    this.#store = store;
    this.#secrets = secrets;
  }

  async load(): Promise<StoredAction[]> {
    const all = await this.#store.actions();
    this.#stored = new Map(all.map((stored) => [stored.action.id, stored]));
    return all;
  }

  /** Values of headers are empty. */
  all(): Action[] {
    return [...this.#stored.values()].map(({ action }) => action);
  }

  find(id: number): Action | null {
    return this.#stored.get(id)?.action ?? null;
  }

  get(id: number): Action {
    const action = this.find(id);
    if (action === null) throw new AppError('not-found', `there is no action ${id}`);
    return action;
  }

  /** With the values of its headers. Throws AppError `unavailable` when this station's key does not open them. */
  targetOf(id: number): ActionTarget {
    const { target } = this.get(id);
    return target.kind === 'http' ? withValues(target, this.#valuesOf(id)) : target;
  }

  /**
   * As it is to be sent: headers without a value get the one that was kept for them. Not when it goes to another server
   * than before, or is recognised by another certificate: what is kept for one must not be sent to the next.
   */
  completed(draft: NewAction, id: number | null): NewAction {
    const known = id === null ? null : this.get(id);
    const { target } = draft;
    if (target.kind !== 'http' || known?.target.kind !== 'http') return sound(draft);
    const same = originOf(target) === originOf(known.target) && target.certificate === known.target.certificate;
    if (!same || target.headers.every(({ value }) => value !== '')) return sound(draft);
    return sound({ ...draft, target: withValues(target, this.#valuesOf(known.id)) });
  }

  async save(draft: NewAction, id: number | null, by: string, atMs: number): Promise<Action> {
    const { target, ...rest } = this.completed(draft, id);
    if (id === null && this.#stored.size >= mostActions)
      throw new AppError('conflict', 'there are too many actions', { facts: { problem: 'too-many' } });
    const saved = await this.#store.saveAction(id, {
      action: { ...rest, target: target.kind === 'http' ? withoutValues(target) : target },
      headersSealed: this.#sealed(target),
      ...{ by, atMs },
    });
    if (saved === null) throw new AppError('conflict', 'another action has this name', { facts: { problem: 'name' } });
    await this.load();
    return saved;
  }

  async remove(id: number): Promise<void> {
    if (!(await this.#store.removeAction(id))) throw new AppError('not-found', `there is no action ${id}`);
    await this.load();
  }

  #sealed(target: ActionTarget): string | null {
    if (target.kind !== 'http' || target.headers.length === 0) return null;
    const values = Object.fromEntries(target.headers.map(({ name, value }) => [name.toLowerCase(), value]));
    return this.#secrets.seal(JSON.stringify(values));
  }

  #valuesOf(id: number): Readonly<Record<string, string>> {
    const sealed = this.#stored.get(id)?.headersSealed ?? null;
    if (sealed === null) return {};
    try {
      return headerValues.parse(JSON.parse(this.#secrets.open(sealed)));
    } catch (error) {
      throw new AppError('unavailable', 'the stored values of its headers cannot be read with this station’s key', {
        cause: error,
      });
    }
  }
}

function sound(action: NewAction): NewAction {
  const fault = faultOf(action);
  if (fault === null) return action;
  const { field, problem } = fault;
  throw new AppError('bad-input', `${field}: ${problem}`, { facts: { paths: field, field, problem } });
}

function originOf({ url }: HttpTarget): string {
  return new URL(url).origin;
}

function withoutValues(target: HttpTarget): HttpTarget {
  return { ...target, headers: target.headers.map(({ name }) => ({ name, value: '' })) };
}

function withValues(target: HttpTarget, values: Readonly<Record<string, string>>): HttpTarget {
  const headers = target.headers.map(({ name, value }) => ({
    name,
    value: value === '' ? (values[name.toLowerCase()] ?? '') : value,
  }));
  return { ...target, headers };
}
